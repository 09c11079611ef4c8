/* SPDX-License-Identifier: GPL-2.0-only */
/* How a question is put to the kernel over netlink: through which socket, when
 * the answer is complete, and where in it the kernel's own words stand.
 *
 * Of libnl only the parsers are used: its sockets do not return errno, and its
 * messages are allocated, which can fail.
 */
#include "netlink_ask.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "netlink.h"
#include "xdpcheck.h"

#define ANSWER_BYTES	32768	/* as much as the kernel puts into one datagram */
#define ANSWER_S	10	/* it is there when the send returns; later, none comes */

struct channel {
	const int protocol;
	int fd;			/* -1: not open */
};

static struct channel channels[] = {
	{ .protocol = NETLINK_ROUTE, .fd = -1 },
	{ .protocol = NETLINK_GENERIC, .fd = -1 },
};
static pid_t owner;		/* whose sockets these are */

/* Connected, so that nobody but the kernel can send to it. */
static int socket_setup(int fd)
{
	const struct timeval patience = { .tv_sec = ANSWER_S };
	const struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int on = 1;

	if (connect(fd, (const struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) < 0)
		return -errno;
	if (setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)) < 0)
		return -errno;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0)
		return -errno;
	return 0;
}

static int channel_open(struct channel *channel)
{
	channel->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, channel->protocol);
	return channel->fd < 0 ? -errno : socket_setup(channel->fd);
}

static void channel_close(struct channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
}

void netlink_reset(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(channels); i++)
		channel_close(&channels[i]);
}

/* NULL, with a fault() noted in *err, when there is none and none can be had. */
static struct channel *channel_get(int protocol, int *err)
{
	struct channel *channel = &channels[protocol == NETLINK_GENERIC];

	if (owner != getpid())	/* forked: the parent reads from these */
		netlink_reset();
	owner = getpid();
	if (channel->fd >= 0)
		return channel;

	*err = channel_open(channel);
	if (!*err)
		return channel;
	channel_close(channel);
	*err = fault(*err, "open a netlink socket, protocol %d", protocol);
	return NULL;
}

/* The attributes follow the copy of the request that the acknowledgement holds:
 * only its header when capped, all of it otherwise (netlink_ack()).
 */
static void on_ack(struct nlmsghdr *nlh, struct answer *answer)
{
	const struct nlmsgerr *ack = nlmsg_data(nlh);
	const struct nlattr *text;
	int skip = sizeof(*ack);

	answer->err = ack->error;
	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += nlmsg_datalen(&ack->msg);
	text = nlmsg_find_attr(nlh, skip, NLMSGERR_ATTR_MSG);
	if (text)
		nla_strlcpy(answer->extack, text, sizeof(answer->extack));
}

/* Returns 1 if the acknowledgement was not among the messages. */
static int on_datagram(struct nlmsghdr *nlh, int len, uint32_t seq, struct answer *answer)
{
	for (; nlmsg_ok(nlh, len); nlh = nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != seq)
			return -EPROTO;
		if (nlh->nlmsg_type == NLMSG_ERROR) {
			on_ack(nlh, answer);
			return 0;
		}
		if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && answer->message)
			answer->message(nlh, answer->data);
	}
	return 1;
}

/* Read up to the acknowledgement, which comes last. */
static int hear(int fd, uint32_t seq, struct answer *answer)
{
	static char buf[ANSWER_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t len;
	int more;

	do {
		do
			len = recv(fd, buf, sizeof(buf), MSG_TRUNC);
		while (len < 0 && errno == EINTR);
		if (len < 0)
			return -errno;
		if (len > (ssize_t)sizeof(buf))
			return -ENOSPC;
		more = on_datagram((struct nlmsghdr *)buf, len, seq, answer);
	} while (more > 0);
	return more;
}

void *request_start(struct request *req, uint16_t type, uint16_t flags, size_t header)
{
	*req = (struct request){ .nlh = (struct nlmsghdr *)req->bytes };
	req->nlh->nlmsg_len = NLMSG_HDRLEN;
	req->nlh->nlmsg_type = type;
	req->nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return request_header(req, header);
}

void *request_header(struct request *req, size_t len)
{
	void *header = nlmsg_tail(req->nlh);

	req->nlh->nlmsg_len = NLMSG_ALIGN(req->nlh->nlmsg_len) + NLMSG_ALIGN(len);
	assert(req->nlh->nlmsg_len <= sizeof(req->bytes));
	return header;
}

void request_put(struct request *req, uint16_t type, const void *data, size_t len)
{
	struct nlattr *attr = request_header(req, nla_attr_size(len));

	attr->nla_type = type;
	attr->nla_len = nla_attr_size(len);
	memcpy(nla_data(attr), data, len);
}

void request_u32(struct request *req, uint16_t type, uint32_t value)
{
	request_put(req, type, &value, sizeof(value));
}

void request_string(struct request *req, uint16_t type, const char *text)
{
	request_put(req, type, text, strlen(text) + 1);
}

struct nlattr *request_nest(struct request *req, uint16_t type)
{
	struct nlattr *nest = request_header(req, NLA_HDRLEN);

	nest->nla_type = NLA_F_NESTED | type;
	return nest;
}

void request_nest_end(struct request *req, struct nlattr *nest)
{
	nest->nla_len = (char *)nlmsg_tail(req->nlh) - (char *)nest;
}

int netlink_ask(int protocol, const struct request *req, struct answer *answer)
{
	static uint32_t seq;
	struct channel *channel;
	int err;

	channel = channel_get(protocol, &err);
	if (!channel)
		return err;
	req->nlh->nlmsg_seq = ++seq;
	if (send(channel->fd, req->nlh, req->nlh->nlmsg_len, 0) < 0)
		err = -errno;
	else
		err = hear(channel->fd, seq, answer);
	if (!err)
		return answer->err;
	channel_close(channel);	/* a late answer must not meet the next request */
	return fault(err, "ask the kernel over netlink protocol %d", protocol);
}
