/* SPDX-License-Identifier: GPL-2.0-only */
/* One frame is one read() and one write(). The tap's file descriptors do not block:
 * the driver runs a native program natively only on frames that were written so
 * (tun_can_build_skb() in drivers/net/tun.c).
 */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/if_tun.h>
#include "cable.h"
#include "softirq.h"
#include "xdpcheck.h"

#define FRAME_ROOM 65536

/* Leaves the process in the tap's namespace. Returns the tap's fd or a fault. */
static int open_tap(const struct cable_end *end)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int netns = open(end->netns, O_RDONLY | O_CLOEXEC), fd;

	if (netns < 0 || setns(netns, CLONE_NEWNET))
		return fault(-errno, "enter the network namespace %s", end->netns);
	close(netns);
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return fault(-errno, "open /dev/net/tun");
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", end->ifname);
	if (end->ifindex && ioctl(fd, TUNSETIFINDEX, &end->ifindex))
		return fault(-errno, "number the tap %s", end->ifname);
	if (ioctl(fd, TUNSETIFF, &ifr))
		return fault(-errno, "open the tap %s", end->ifname);
	return fd;
}

/* All that the one has sent. A device that is down takes nothing (-EIO), as an
 * interface without a wire does. What is redirected goes on in softirqs.
 */
static void carry(int from, int to)
{
	static char frame[FRAME_ROOM];
	static unsigned carried;
	ssize_t len;

	while ((len = read(from, frame, sizeof(frame))) > 0) {
		if (write(to, frame, len) < 0 && errno == EBADFD)
			_exit(EXIT_FAILURE);
		if (++carried % SOFTIRQ_FRAMES == 0)
			softirq_wait();
	}
	if (len < 0 && errno != EAGAIN && errno != EINTR)
		_exit(EXIT_FAILURE);
}

static void run(const int taps[2])
{
	struct pollfd fds[2] = {
		{ .fd = taps[0], .events = POLLIN },
		{ .fd = taps[1], .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0)
			_exit(EXIT_FAILURE);
		for (unsigned i = 0; i < 2; i++)
			if (fds[i].revents & POLLIN)
				carry(taps[i], taps[!i]);
			else if (fds[i].revents)	/* the device is gone */
				_exit(EXIT_SUCCESS);
	}
}

/* Says by a byte whether it has both ends, or why not in words. */
static void cable(const struct cable_end ends[2], int said)
{
	int taps[2];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (unsigned i = 0; i < 2; i++) {
		taps[i] = open_tap(&ends[i]);
		if (taps[i] >= 0)
			continue;
		dprintf(said, "%s", fault_text());
		_exit(EXIT_FAILURE);
	}
	if (write(said, "", 1) != 1)
		_exit(EXIT_FAILURE);
	close(said);
	run(taps);
}

int cable_start(const struct cable_end ends[2], pid_t *pid)
{
	char words[256] = "";
	int said[2];
	ssize_t len;

	if (pipe2(said, O_CLOEXEC))
		return fault(-errno, "make a pipe");
	*pid = fork();
	if (!*pid)
		cable(ends, said[1]);
	close(said[1]);
	len = *pid < 0 ? -1 : read(said[0], words, sizeof(words) - 1);
	close(said[0]);
	if (*pid < 0)
		return fault(-errno, "start a cable");
	if (len == 1 && !words[0])
		return 0;
	cable_stop(*pid);
	*pid = 0;
	return fault(0, "no cable between %s and %s: %s", ends[0].ifname, ends[1].ifname,
		     *words ? words : "its process ended") ?: -EIO;
}

void cable_stop(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
