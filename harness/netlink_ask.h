/* SPDX-License-Identifier: GPL-2.0-only */
/* One question to the kernel over netlink, and its answer. For who builds
 * messages; everybody else wants netlink.h.
 */
#ifndef XDPCHECK_NETLINK_ASK_H
#define XDPCHECK_NETLINK_ASK_H

#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>

struct request {
	struct nlmsghdr *nlh;	/* points into: */
	char bytes[512] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct answer {
	/* Takes each message before the acknowledgement, or NULL. */
	void (*message)(struct nlmsghdr *nlh, void *data);
	void *data;		/* of message */
	int err;		/* the kernel's acknowledgement: 0 or -errno */
	char extack[128];	/* its words, or "" */
};

/* Begin a message: type, NLM_F_* beyond REQUEST and ACK, and the size of the
 * family's own header, which is returned, zeroed.
 */
void *request_start(struct request *req, uint16_t type, uint16_t flags, size_t header);

/* Append an attribute. A nest holds what is appended up to its end; a header in
 * it is zeroed.
 */
void request_put(struct request *req, uint16_t type, const void *data, size_t len);
void request_u32(struct request *req, uint16_t type, uint32_t value);
void request_string(struct request *req, uint16_t type, const char *text);
struct nlattr *request_nest(struct request *req, uint16_t type);
void *request_header(struct request *req, size_t len);
void request_nest_end(struct request *req, struct nlattr *nest);

/* Put the request to NETLINK_ROUTE or NETLINK_GENERIC and read the answer to
 * its end. Returns answer->err, or a fault() if the kernel could not be asked;
 * answer->err is 0 then.
 */
int netlink_ask(int protocol, const struct request *req, struct answer *answer);

#endif
