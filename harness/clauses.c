/* SPDX-License-Identifier: GPL-2.0-only */
/* What is promised of XDP, clause by clause. C is a promise of the core, D the
 * quality of a driver, K a capability that is measured and never fails, H a rule
 * for harnesses. Ids are never renumbered and never used again.
 */
#include <string.h>
#include "clauses.h"
#include "xdpcheck.h"

#define C(id, text) { #id, text, "C" }
#define D(id, text) { #id, text, "D" }
#define K(id, text) { #id, text, "K" }
#define H(id, text) { #id, text, "-" }

const struct clause clauses[] = {
	/* Verdicts */
	C(A01, "PASS hands the frame to the stack with the same bytes and length"),
	C(A02, "PASS hands up the bytes that the program wrote"),
	C(A03, "DROP keeps the frame from the stack and from packet taps"),
	C(A04, "DROP fires no xdp_exception"),
	D(A05, "ABORTED drops; xdp_exception fires once per frame with act 0, device, program"),
	D(A06, "ABORTED prints no warning about the return value"),
	D(A07, "An unknown verdict drops; xdp_exception fires once, with that raw number"),
	D(A08, "The first unknown verdict prints the Illegal XDP return value warning"),
	C(A09, "That warning comes at most once per boot, or per clear_warn_once"),
	K(A10, "A valid verdict that the driver lacks is unknown: Driver unsupported"),
	C(A11, "The program runs exactly once on each frame"),
	C(A12, "No frame is both dropped and delivered, and none arrives twice"),
	C(A13, "With no program attached all is as it was before the attach"),
	C(A14, "Dropping many times the ring's size leaves receiving alive"),
	C(A15, "In a burst of mixed verdicts each frame meets its own"),
	D(A16, "The context names the right device and receive queue"),
	C(A17, "The data starts at the Ethernet header and ends before the FCS"),
	K(A18, "A VLAN tag is in the data with rxvlan off, and not with it on"),
	C(A19, "A checksum that the program kept correct is accepted by the stack"),
	C(A20, "PASS goes through GRO and keeps the RSS hash, with no loss under TCP load"),
	K(A21, "Multicast, broadcast and foreign unicast frames meet the same verdicts"),
	C(A22, "Verdicts hold on every receive queue, not only on the first"),
	D(A23, "A failed skb allocation on PASS is counted, not lost silently"),
	D(A24, "Generic: a frame short of memory for headroom is dropped, with no xdp_exception"),

	/* XDP_TX */
	C(B01, "TX sends the frame out of the port it came in by, as the program left it"),
	C(B02, "A TX frame is seen by neither the stack nor packet taps"),
	C(B03, "TX goes round the qdisc"),
	C(B04, "A single TX frame leaves at once, without waiting for more traffic"),
	C(B05, "A TX that succeeds fires no xdp_exception"),
	D(B06, "A TX that fails drops the frame and fires xdp_exception with act TX"),
	C(B07, "Generic TX on a stopped queue fires xdp_exception and counts tx_dropped"),
	D(B08, "TX after adjust_head sends the new length and bytes"),
	D(B09, "TX after adjust_tail sends the new length and bytes"),
	C(B10, "A TX frame under 60 bytes is padded with zeros or sent short, and leaks nothing"),
	C(B11, "TX works from each receive queue"),
	D(B12, "A flood of TX does not stall the ordinary transmit path"),
	C(B13, "TX frames and TX exceptions add up to the frames received, with no leak"),
	K(B14, "The sums of xdp_bulk_tx equal the frames transmitted, where it fires"),
	K(B15, "veth: TX to a peer without NAPI drops all; xdp_bulk_tx says -ENXIO"),
	K(B16, "TX of a multi-buffer frame sends it whole"),

	/* Redirect */
	C(C01, "A redirect that succeeds fires xdp_redirect once per frame, with right fields"),
	C(C02, "A redirect that fails fires xdp_redirect_err with a negative errno"),
	D(C03, "A redirect that fails fires xdp_exception with act REDIRECT as well"),
	C(C04, "Generic: a failed redirect frees the skb and fires only xdp_redirect_err"),
	C(C05, "bpf_redirect() with any flag returns ABORTED"),
	C(C06, "bpf_redirect_map() with unknown flag bits returns ABORTED"),
	C(C07, "A lookup miss returns the verdict in the low flag bits, ABORTED by default"),
	C(C08, "Of two lookups in one run the last one counts, hit or miss"),
	C(C09, "REDIRECT without having called a helper fails with -EBADRQC"),
	K(C10, "REDIRECT after an ignored lookup miss is undefined, but must not crash"),
	C(C11, "Redirect to an ifindex that nobody has fails with -EINVAL"),
	C(C12, "Redirect to a device that is down fails with -ENETDOWN"),
	C(C13, "Redirect of a frame too long for the target's MTU fails with -EMSGSIZE"),
	C(C14, "Native: redirect to a device without NDO_XMIT fails with -EOPNOTSUPP"),
	C(C15, "A multi-buffer frame to a target without NDO_XMIT_SG fails with -EOPNOTSUPP"),
	C(C16, "Too little headroom to build an xdp_frame fails with -EOVERFLOW"),
	C(C17, "A redirected frame fails later only in xdp_devmap_xmit, and never twice"),
	C(C18, "No xdp_devmap_xmit sends more than 16 frames"),
	C(C19, "When ndo_xdp_xmit fails, its errno shows, none is sent and all are freed"),
	C(C20, "When ndo_xdp_xmit takes only some frames, the rest are drops without errno"),
	C(C21, "Link and attach changes on the source in a flood neither crash nor hang NAPI"),
	C(C22, "Removing the target in a flood is safe, and its map entry goes"),
	K(C23, "Redirect into the device that the frame came in by works"),
	D(C24, "Redirect to a device works from every CPU"),
	D(C25, "Redirect to a device without a program does what its NDO_XMIT bit says"),
	C(C26, "bpf_redirect() looks up its ifindex in the receiving device's namespace"),

	/* devmap, devmap_hash, broadcast, egress program */
	C(D01, "devmap update: bad ifindex, key or flag has its errno, ifindex 0 clears"),
	C(D02, "Removing a device removes its devmap entries"),
	C(D03, "devmap_hash takes any key and does what the array does"),
	C(D04, "The egress program sees the target as egress_ifindex; its PASS sends the frame"),
	C(D05, "An egress DROP counts in xdp_devmap_xmit drops, with no xdp_exception"),
	C(D06, "Other egress verdicts fire xdp_exception on the target; all but ABORTED warn"),
	C(D07, "Generic: the egress program runs, and a drop there is still a redirect done"),
	C(D08, "A devmap entry refuses other programs, and a device refuses a devmap program"),
	C(D09, "BROADCAST sends one copy to each valid entry"),
	C(D10, "EXCLUDE_INGRESS leaves out the ingress device and its upper devices"),
	K(D11, "Broadcast skips a bad entry silently in native mode, and errs in generic"),
	C(D12, "Broadcast into an empty map is no error and leaks nothing"),
	C(D13, "Broadcast of a multi-buffer frame to two targets fails with -EOPNOTSUPP"),
	C(D14, "One flow through one devmap entry keeps its order"),

	/* cpumap */
	C(E01, "cpumap update: bad qsize, CPU or key has its errno, qsize 0 deletes"),
	C(E02, "A cpumap of more entries than possible CPUs is refused with -E2BIG"),
	C(E03, "Frames are taken over by the CPU chosen and reach the stack"),
	C(E04, "The counts of xdp_cpumap_enqueue account for each frame redirected"),
	C(E05, "A full cpumap queue counts as enqueue drops, with no xdp_redirect_err"),
	C(E06, "xdp_cpumap_kthread counts what the cpumap program passed, dropped, redirected"),
	K(E07, "A cpumap program always sees rx_queue_index 0"),
	C(E08, "cpumap program: bad verdicts fire xdp_exception, a failed redirect only counts"),
	C(E09, "A device refuses a cpumap program, and a cpumap entry refuses any other"),
	C(E10, "Changing an entry under load loses no more than its queue and ends its kthread"),
	C(E11, "A cpumap program can redirect on into a devmap"),
	K(E12, "cpumap on veth is reliable on old kernels too"),

	/* NAPI, flush, concurrency */
	C(F01, "The last redirected frame of a poll is delivered without more traffic"),
	C(F02, "The flush comes before NAPI completes; a missing one warns"),
	C(F03, "A poll that ends early, by budget or error, flushes too"),
	C(F04, "TX, REDIRECT and PASS on all queues at once leave no warning and no stuck queue"),
	C(F05, "Changes of rings, channels and link, and resets, are survived under load"),
	D(F06, "CPUs can go and come with a program attached"),
	C(F07, "Threaded NAPI and busy polling deliver the last frame too"),
	D(F08, "Redirect to an unbound socket does not livelock a CPU"),
	C(F09, "No program runs after its detach has returned"),

	/* Head, tail, metadata */
	C(G01, "adjust_head: -EINVAL into the room of xdp_frame and metadata"),
	C(G02, "adjust_head: -EINVAL if fewer than 14 bytes would remain"),
	K(G03, "The headroom measured is at least 192 bytes"),
	D(G04, "PASS after adjust_head: the stack sees the new start"),
	C(G05, "Metadata moves along with adjust_head"),
	D(G06, "After adjust_tail has shrunk, PASS, TX and REDIRECT carry the new length"),
	C(G07, "adjust_tail: -EINVAL below 14 bytes and past the end of the buffer"),
	C(G08, "The tail that was grown reads as zero"),
	K(G09, "The tailroom is measured and reported"),
	K(G10, "adjust_meta has its errno for bad sizes, or says that it is not supported"),
	C(G11, "Metadata reaches tc on PASS"),
	C(G12, "Metadata stands before the packet in an AF_XDP frame"),
	C(G13, "Generic: a new address or EtherType updates packet type and protocol too"),
	C(G14, "load_bytes and store_bytes work across the end of the linear part"),
	C(G15, "bpf_xdp_pull_data() makes the bytes linear"),
	C(G16, "The verifier refuses a write outside of the packet's bounds"),

	/* Fragments and MTU */
	D(H01, "Too large an MTU for a single-buffer program is refused, or every frame fits"),
	D(H02, "Raising the MTU under a program is refused, or the device adapts"),
	K(H03, "The largest MTU accepted in each mode is measured"),
	C(H04, "A frags program attaches at MTU 9000 where RX_SG is advertised"),
	C(H05, "A multi-buffer frame has its wire length, and every byte can be read"),
	C(H06, "Generic: a frags program keeps fragments, any other gets a linear frame"),
	C(H07, "Swapping a frags program for a plain one at a large MTU is refused"),
	C(H08, "PASS, TX and REDIRECT keep a multi-buffer frame byte exact"),
	K(H09, "adjust_tail drops whole fragments to shrink, and may refuse to grow"),
	C(H10, "A frame of too many fragments is dropped and counted, without a crash"),
	C(H11, "With tcp-data-split on a single-buffer program is refused with -EBUSY"),

	/* Attach, replace, detach */
	C(I01, "Native mode without driver support is refused with -EOPNOTSUPP and a text"),
	C(I02, "No mode flag: native where the driver can, else generic, and no silent fallback"),
	C(I03, "More than one mode flag is refused with -EINVAL"),
	C(I04, "Native and generic programs are never active at once: -EEXIST"),
	C(I05, "No mode flag is -EINVAL where native and offload are both active"),
	C(I06, "UPDATE_IF_NOEXIST over a program is refused with -EBUSY"),
	C(I07, "Replacing a program other than the expected one is refused with -EEXIST"),
	C(I08, "REPLACE without an expected program is -EINVAL; the reverse is ignored"),
	C(I09, "Attaching the program that is there already does not call the driver"),
	D(I10, "Swapping programs flaps no link and loses no frame"),
	K(I11, "The time from attach until traffic passes again is bounded and shown"),
	C(I12, "A failed attach leaves traffic and the old program alone"),
	C(I13, "A thousand attaches and detaches leak nothing"),
	C(I14, "Detaching where nothing is attached succeeds"),
	C(I15, "Closing a bpf_link detaches; a pinned link outlives its process"),
	C(I16, "Over a link, netlink attach and detach are refused with -EBUSY"),
	C(I17, "Over a program, creating a link is refused with -EBUSY"),
	C(I18, "Link update refuses a wrong old program, a gone device and another type"),
	C(I19, "When the device goes, its link stays and reports ifindex 0"),
	C(I20, "Attach below an upper device with a program is refused with -EEXIST"),
	C(I21, "A device-bound program is refused elsewhere and in generic mode"),
	C(I22, "Attach over an active memory provider is refused with -EBUSY"),
	C(I23, "Generic attach turns off LRO and GRO_HW"),
	C(I24, "Generic attach is never refused for the driver's own reasons"),
	K(I25, "A netlink attach sends a link notification, a bpf_link attach none"),
	D(I26, "The reason of a refusal stands in extack or in the kernel log"),
	D(I27, "The reason given is the true one: put it right, and attach works"),
	C(I28, "Attach needs CAP_NET_ADMIN"),
	C(I29, "A device that is deleted with its program leaves nothing behind"),

	/* Advertised features */
	C(J01, "BASIC: the plain verdicts and TX work"),
	C(J02, "RX_SG: frags programs attach at a large MTU; without it they are refused"),
	C(J03, "REDIRECT: redirect works; without it that is an unknown verdict"),
	C(J04, "XSK_ZEROCOPY: zero-copy bind works on every queue"),
	D(J05, "NDO_XMIT says whether redirect to the device works at this moment"),
	C(J06, "NDO_XMIT_SG: multi-buffer frames can be redirected to the device"),
	C(J07, "A feature change is notified; attach and detach cycles leave the bits alike"),
	C(J08, "xdp-zc-max-segs is exact: that many descriptors are taken, one more is not"),
	C(J09, "rx-metadata: these kfuncs answer with sane values, the others -EOPNOTSUPP"),
	C(J10, "xsk-features: these transmit offloads work"),
	H(J11, "Where features cannot be asked for they are tried, and nothing fails for it"),

	/* Statistics */
	D(K01, "Frames that XDP consumed still count in rx_packets"),
	D(K02, "Frames sent by TX count in the transmit queue statistics"),
	K(K03, "The driver's XDP counters agree with the program's, verdict by verdict"),
	C(K04, "Counters never go down, and attach and detach do not reset them"),
	D(K05, "A lost frame is counted somewhere"),
	K(K06, "Byte counters agree with the lengths of the frames"),
	C(K07, "Queue statistics survive a change of the number of queues"),

	/* AF_XDP: umem and bind */
	C(L01, "umem: a bad chunk size, alignment or length is refused with -EINVAL"),
	C(L02, "umem: headroom that leaves no room in the chunk is refused with -EINVAL"),
	C(L03, "umem: a bad tx_metadata_len is refused with -EINVAL"),
	C(L04, "bind: unknown flag, second bind, no device and no ring have their errnos"),
	C(L05, "bind to a queue beyond those in use is refused with -EINVAL"),
	C(L06, "bind to a queue that another umem holds is refused with -EBUSY"),
	C(L07, "bind with COPY and ZEROCOPY together is refused with -EINVAL"),
	C(L08, "ZEROCOPY is -EOPNOTSUPP where the driver has none; unasked, copy mode is got"),
	C(L09, "Zero-copy bind with an MTU larger than the chunk is refused with -EINVAL"),
	C(L10, "USE_SG on a device of one zero-copy segment is refused with -EOPNOTSUPP"),
	C(L11, "SHARED_UMEM refuses mode flags, an own umem, and a socket that is not bound"),
	C(L12, "A umem shared with another queue needs its own fill and completion rings"),
	C(L13, "Closing a socket takes it out of its XSKMAP"),
	C(L14, "XSKMAP update refuses other files, sockets without RX ring, and large keys"),
	D(L15, "Zero-copy bind without a native program fails with a driver's explained error"),
	D(L16, "bind survives link down and up, or fails cleanly"),
	C(L17, "umem beyond the limit of locked memory is refused with -ENOBUFS"),
	D(L18, "bind after close succeeds again within seconds"),

	/* AF_XDP receive */
	C(M01, "A redirected frame arrives in the socket byte exact, at the right offset"),
	C(M02, "Redirect to a socket of another queue or device fails with -EINVAL"),
	C(M03, "Redirect to a socket that is not bound fails with -ENXIO"),
	C(M04, "A frame longer than the chunk fails with -ENOSPC and counts rx_dropped"),
	C(M05, "An empty fill ring fails with -ENOMEM and counts rx_dropped (copy mode)"),
	C(M06, "A full RX ring fails with -ENOBUFS and counts rx_ring_full"),
	C(M07, "A starved fill ring counts rx_fill_ring_empty_descs"),
	C(M08, "Frames of one queue keep their order"),
	C(M09, "A frame of several descriptors is marked as such, and comes whole or not at all"),
	D(M10, "need_wakeup: poll() wakes the receive side, and is harmless without"),
	K(M11, "Unaligned chunks work where they are offered"),
	C(M12, "Zero-copy and copy mode give the same data and counters"),
	C(M13, "XDP_STATISTICS of the first, shorter length still works"),
	C(M14, "sock_diag lists the socket with its queue, mode and statistics"),
	D(M15, "An overloaded driver with need_wakeup stops polling rather than spin"),
	C(M16, "PASS on a zero-copy queue reaches the stack intact"),
	C(M17, "Metadata stands before the packet in zero-copy mode too"),
	C(M18, "With a umem shared by two queues each queue keeps its frames"),

	/* AF_XDP transmit */
	C(N01, "A descriptor is sent byte exact, and its address comes back as completed"),
	C(N02, "sendto refuses blocking, no TX ring, an unbound socket and a device down"),
	C(N03, "One kick starts the first transmit, as the wakeup flag asks"),
	C(N04, "An invalid descriptor is counted and not sent, and later ones work"),
	C(N05, "A full completion ring gives -EAGAIN and loses nothing"),
	C(N06, "A stopped device queue gives -EAGAIN or -EBUSY and loses no descriptor"),
	C(N07, "A frame of several descriptors arrives whole"),
	D(N08, "Zero-copy: one frame is sent without further traffic"),
	C(N09, "Zero-copy: each frame completes once, and close loses none"),
	K(N10, "Transmit metadata works: checksum, time stamp, launch time"),
	C(N11, "The transmit budget option bounds the work of one sendto"),
	C(N12, "One socket can send and receive at once under load"),

	/* Teardown and robustness */
	C(O01, "Closing a socket under traffic is safe and unpins its memory"),
	D(O02, "A zero-copy socket survives the detach of the program"),
	C(O03, "Link down or new queues under a bound socket are refused or reported to it"),
	C(O04, "A process killed under load leaves nothing held"),
	K(O05, "Reload of the module and suspend with a program set: is the mode restored?"),
	C(O06, "Of two processes that attach at once one wins, and the other is told"),

	/* BPF_PROG_TEST_RUN */
	C(P01, "test_run returns verdict, data and context, and refuses a bad context"),
	C(P02, "Live frames: PASS reaches the stack of the ifindex given"),
	C(P03, "Live frames: REDIRECT fires the redirect events"),
	C(P04, "Live frames: TX goes out of the ifindex given"),
	C(P05, "test_run refuses bad batches, live jumbo frames and programs of other hooks"),
	C(P06, "Live frames on one CPU put ndo_xdp_xmit to the test on that CPU"),
	K(P07, "Live frames: ABORTED warns as an unknown verdict, with no xdp_exception"),
	C(P08, "A program does the same in test_run and on a device, for the same bytes"),

	/* Stacked and special devices */
	C(Q01, "bond: attach works in the modes that have XDP, others refuse with a text"),
	C(Q02, "bond: a slave that cannot take the program fails the attach for all"),
	C(Q03, "bond: TX leaves by the slave of the policy; with the bond down it aborts"),
	C(Q04, "bond: a device with a program is not enslaved, and release detaches"),
	C(Q05, "veth: no peer, too large an MTU, too few queues are refused with a text"),
	C(Q06, "tap advertises XDP, and tun does not"),
	K(Q07, "Generic on a device without Ethernet shows data as if it had a header"),
	C(Q08, "virtio: guest offloads refuse with a text, too few queues warn"),
	C(Q09, "netvsc: the program follows the VF as it comes and goes"),
	H(Q10, "netdevsim refuses programs when told to, to test a harness with"),
	C(Q11, "Generic: an skb that was redirected already is not processed again"),
};

const unsigned clauses_count = ARRAY_SIZE(clauses);

const struct clause *clause_find(const char *id)
{
	for (unsigned i = 0; i < clauses_count; i++)
		if (!strcmp(clauses[i].id, id))
			return &clauses[i];
	return NULL;
}

const char *clause_next(const char *list, char id[CLAUSE_ID_SIZE])
{
	size_t len;

	if (!list)
		return NULL;
	list += strspn(list, " ");
	len = strcspn(list, " ");
	if (!len)
		return NULL;
	snprintf(id, CLAUSE_ID_SIZE, "%.*s", (int)len, list);
	return list + len;
}

json_t *clauses_json(const char *list)
{
	char id[CLAUSE_ID_SIZE];
	json_t *ids = json_array();

	while ((list = clause_next(list, id)))
		json_array_append_new(ids, json_string(id));
	return ids;
}
