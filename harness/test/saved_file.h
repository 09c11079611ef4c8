/* SPDX-License-Identifier: GPL-2.0-only */
/* Reports as text, and files to read them from. */
#ifndef XDPCHECK_TEST_SAVED_FILE_H
#define XDPCHECK_TEST_SAVED_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../saved.h"

#define IN_DEV(dev, name, mode, status, reason)						\
	"{\"name\":\"" name "\",\"dev\":\"" dev "\",\"mode\":\"" mode "\",\"status\":\""	\
	status "\",\"reason\":\"" reason "\"}"
#define IN(name, mode, status, reason) IN_DEV("veth", name, mode, status, reason)
/* Two or more of them. */
#define LIST2(a, b)	a ",\n" b
#define LIST3(a, ...)	a ",\n" LIST2(__VA_ARGS__)
#define LIST4(a, ...)	a ",\n" LIST3(__VA_ARGS__)
#define LIST5(a, ...)	a ",\n" LIST4(__VA_ARGS__)
#define LIST6(a, ...)	a ",\n" LIST5(__VA_ARGS__)
#define LIST7(a, ...)	a ",\n" LIST6(__VA_ARGS__)
#define LIST8(a, ...)	a ",\n" LIST7(__VA_ARGS__)
#define LIST9(a, ...)	a ",\n" LIST8(__VA_ARGS__)
#define RUN(instances)									\
	"{\"schema\":1,\n\"instances\":[\n" instances "\n],\n\"environment\":{\"kernel\":"	\
	"\"6.12.117+deb12-cloud-amd64\",\"kernel_version\":\"#1 SMP\",\"driver\":\"veth\"},\n"	\
	"\"summary\":{\"total\":2,\"not_run\":0}}\n"

#define FILE_TEMPLATE "/tmp/unit_saved.XXXXXX"

/* Makes a file of these bytes; path is FILE_TEMPLATE. */
static inline void file_make(char *path, const char *text, size_t len)
{
	FILE *out = fdopen(mkstemp(path), "w");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

/* Loads a report of these bytes. Its path is gone, and is "" afterwards. */
static inline int load_bytes(struct saved *saved, const char *text, size_t len)
{
	char path[] = FILE_TEMPLATE;
	int err;

	file_make(path, text, len);
	err = saved_load(saved, path);
	unlink(path);
	saved->path = "";
	return err;
}

static inline void load_run(struct saved *saved, const char *text)
{
	assert_int_equal(load_bytes(saved, text, strlen(text)), 0);
}

/* All that a function prints, to be freed. */
#define PRINTED(buf, out, call) do {			\
	size_t printed;					\
	FILE *out = open_memstream(&(buf), &printed);	\
							\
	assert_non_null(out);				\
	call;						\
	fclose(out);					\
} while (0)

#endif
