/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a frame passes and where it ends, in order: the picture that everybody
 * draws of XDP, for one row of the tables.
 */
#include <string.h>
#include "picture.h"
#include "text.h"
#include "trial.h"
#include "words.h"

#define ENDS_MAX (PLACES + 8)
#define STAGES_COLUMNS 59	/* leaves room for the longest of the ends */

static const char *const place_words[PLACES] = {
	[AT_STACK] = "stack",
	[AT_SOCKET] = "UDP socket",
	[AT_XSK] = "AF_XDP socket",
	[AT_PEER] = "peer",
	[AT_TARGET] = "target",
	[AT_SECOND] = "second target",
	[AT_DEAF] = "deaf port",
	[AT_NARROW] = "narrow port",
	[AT_ELSEWHERE] = "elsewhere",
};

struct ends {			/* all that becomes of one frame */
	const char *words[ENDS_MAX];
	unsigned count;
};

static void end_add(struct ends *ends, bool comes, const char *words)
{
	if (comes)
		ends->words[ends->count++] = words;
}

static void collect_ends(const struct xcase *row, struct ends *ends)
{
	const struct expect *want = &row->expect;

	for (enum place p = 0; p < PLACES; p++)
		end_add(ends, want->at & SET(p), place_words[p]);
	end_add(ends, !want->at, row->mix ? "where it says" : "dropped");
	end_add(ends, want->exception, "xdp_exception");
	end_add(ends, want->redirect != TO_NONE || want->redirect_map, "xdp_redirect");
	end_add(ends, want->redirect_err, "xdp_redirect_err");
	end_add(ends, want->xmit_err || want->egress_drop, "xdp_devmap_xmit");
	end_add(ends, want->bulk_err, "xdp_bulk_tx");
	end_add(ends, want->log, "kernel log");
}

/* One more stage, on the next line if there is no room. */
static void draw_stage(FILE *out, unsigned *column, const char *open, const char *stage,
		       const char *close)
{
	if (*column + strlen("  -> ") + strlen(stage) > STAGES_COLUMNS)
		*column = fprintf(out, "\n      ") - 1;
	*column += fprintf(out, " -> %s%s%s", open, stage, close);
}

/* Up to the verdict. Returns the column. */
static unsigned draw_stages(FILE *out, const struct xcase *row, const char *from)
{
	unsigned column = fprintf(out, "  %s", from);
	char word[32];

	if (!row->prog)
		return column;
	draw_stage(out, &column, "[", row->prog, "]");
	verdict_word(row_verdict(row, &row->expect, 0), word, sizeof(word));
	draw_stage(out, &column, "", row->mix ? "its own verdict" : word, "");
	if (!row->entry_prog)
		return column;
	draw_stage(out, &column, "[", row->entry_prog, "]");
	draw_stage(out, &column, "", verdict_word(row->config.action, word, sizeof(word)), "");
	return column;
}

static void draw(FILE *out, const struct xcase *row, const char *from)
{
	struct ends ends = {};
	unsigned column = draw_stages(out, row, from) + 2;

	collect_ends(row, &ends);
	fprintf(out, " %s-> %s\n", ends.count > 1 ? "-+" : "", ends.words[0]);
	for (unsigned i = 1; i < ends.count; i++)
		fprintf(out, "%*s+-> %s\n", column, "", ends.words[i]);
}

void picture_draw(FILE *out, const struct xcase *row)
{
	if (row->steps)
		return;
	if (row->ways & WIRE)
		draw(out, row, "peer -> wire -> device");
	if (row->ways & OUT)
		draw(out, row, "AF_XDP socket -> device -> wire");
	if (row->ways & LIVE)
		draw(out, row, "live frames");
	if (row->ways & TEST_RUN) {
		draw_stages(out, row, "test run");
		fprintf(out, " -> back, as verdict and bytes\n");
	}
}
