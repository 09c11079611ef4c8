/* SPDX-License-Identifier: GPL-2.0-only */
/* A script that is running: what it made, and what the kernel said last. For
 * steps.c and step_*.c only.
 */
#ifndef XDPCHECK_SCRIPT_H
#define XDPCHECK_SCRIPT_H

#include "steps.h"

#define SCRIPT_PROGS	8
#define SCRIPT_FRAMES	64	/* put into a TX ring by one script */

struct script_prog {
	const char *name;
	int fd;
	uint32_t id;
};

struct script {
	struct instance *in;
	struct lab *lab;
	const struct step *step;	/* that is being done, */
	unsigned number;	/*   counted from 1 */
	int err;		/* the kernel's answer to it, */
	char extack[128];	/*   in its own words: "" is none, */
	bool deaf;		/*   which cannot be heard on this kernel */
	struct script_prog progs[SCRIPT_PROGS];
	unsigned progs_count;
	int link_fd, pins_fd, map_fd;	/* -1: none */
	bool pinned;
	struct tracepoint refusal;	/* of a bpf_link; .name is NULL: not listened to */
	struct tracer refusals;
	int devices[STEP_DEVICES];	/* ifindex; 0: none */
	bool far_end_off;
	uint64_t features;	/* as the script asked last */
	bool features_asked;
	uint32_t map_type;
	struct xsk xsk;
	bool xsk_open;
	struct {
		uint64_t addr;
		bool valid;
	} put[SCRIPT_FRAMES];	/* and not completed */
	unsigned put_count;
};

/* Each does the script's step. 0, the kernel's answer being in err and extack,
 * or a broken promise or a reason to skip in the result; or a fault.
 */
int step_load(struct script *s);
int step_attach(struct script *s);
int step_query(struct script *s);
int step_link_create(struct script *s);
int step_link_update(struct script *s);
int step_link_detach(struct script *s);
int step_link_pin(struct script *s);
int step_link_close(struct script *s);
int step_link_open(struct script *s);
int step_link_query(struct script *s);
int step_device_add(struct script *s);
int step_device_down(struct script *s);
int step_device_delete(struct script *s);
int step_features(struct script *s);
int step_forward(struct script *s);
int step_xmit_agrees(struct script *s);
int step_memory_freed(struct script *s);
int step_far_end(struct script *s);
int step_map_create(struct script *s);
int step_map_update(struct script *s);
int step_map_lookup(struct script *s);
int step_map_delete(struct script *s);
int step_run(struct script *s);
int step_socket_open(struct script *s);
int step_socket_put(struct script *s);
int step_socket_send(struct script *s);
int step_socket_completed(struct script *s);
int step_socket_invalid(struct script *s);
int step_socket_wakeup(struct script *s);

/* Undo what steps of that kind made. 0 or a fault; harmless when none did. */
int script_free_links(struct script *s);
int script_free_progs(struct script *s);
int script_free_devices(struct script *s);
int script_free_socket(struct script *s);

/* The program of that name, loaded when it is asked for first; NULL: a fault in
 * *err, or a reason to skip and 0. A script whose steps use a program finds it
 * loaded: script_fd() cannot fail.
 */
const struct script_prog *script_prog(struct script *s, const char *name, int *err);
int script_fd(struct script *s, const char *name);
const char *script_prog_name(const struct script *s, uint32_t id);

int script_ifindex(const struct script *s);	/* of the step's device */
uint32_t script_mode_flags(const struct script *s);	/* XDP_FLAGS_*_MODE of the step */
unsigned script_cpus(unsigned n);		/* what CPUS + n stands for */

const char *answer_words(int err, const char *extack, char *text, size_t size);
const char *feature_words(uint64_t features, char *text, size_t size);
/* broken(), behind "step 3, ATTACH of drop: " */
void script_broken(struct script *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
