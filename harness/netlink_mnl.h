/* SPDX-License-Identifier: GPL-2.0-only */
/* libmnl's words for request_*(), for as long as step_device.c says them. */
#ifndef XDPCHECK_NETLINK_MNL_H
#define XDPCHECK_NETLINK_MNL_H

static inline struct request *mnl_request(struct nlmsghdr *nlh)
{
	return (struct request *)((char *)nlh - offsetof(struct request, bytes));
}

#define mnl_attr_put_u32(nlh, type, value)	request_u32(mnl_request(nlh), type, value)
#define mnl_attr_put_strz(nlh, type, text)	request_string(mnl_request(nlh), type, text)
#define mnl_attr_nest_start(nlh, type)		request_nest(mnl_request(nlh), type)
#define mnl_attr_nest_end(nlh, nest)		request_nest_end(mnl_request(nlh), nest)
#define mnl_nlmsg_put_extra_header(nlh, len)	request_header(mnl_request(nlh), len)

#endif
