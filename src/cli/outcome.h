/* What became of one file, as the parent tells it: a line on stderr, an object on stdout, an exit code. */
#ifndef DP_CLI_OUTCOME_H
#define DP_CLI_OUTCOME_H

#include "cli/options.h"
#include "io/file_sink.h"

#include <cjson/cJSON.h>

typedef struct dp_outcome {
    dp_rc rc;
    const char *path;            /* the input as it was named; the caller's */
    char line[1200];             /* the error line, fit to print (dp_escape), "" when DP_OK */
    cJSON *report;               /* the child's, or one made here; the caller frees it */
    char sha256[DP_SHA256_HEX];  /* of the input; "" when not hashed */
    unsigned walls;              /* dp_wall bits */
    char *text;                  /* for stdout, from the child; NULL: none */
    cJSON *said;                 /* lines for stderr, from the child; NULL: none */
    cJSON *outputs;              /* [{path, format, sha256, model}] of those in place; NULL: the job has none */
    cJSON *with;                 /* [{path, sha256}] of further files that were read with it; NULL: none */
    bool resumed;                /* nothing was done: the manifest has it */
    bool exists;                 /* an output's name is taken, and nothing was put in place */
    cJSON *notes;                /* texts for --json, beside the report; NULL: none */
} dp_outcome;

void dp_outcome_done(dp_outcome *outcome);

/* All of it but path, as text for a pipe; malloc'ed. NULL: no memory. */
char *dp_outcome_pack(const dp_outcome *outcome);
/* false: it is no such text, or memory is out; the outcome is empty then. */
bool dp_outcome_unpack(const char *text, dp_outcome *outcome);

/* Sets the line to what the format gives, escaped: file names may hold anything. */
void dp_outcome_fault(dp_outcome *outcome, dp_rc rc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The line without the input's name, which stands beside it already. */
const char *dp_outcome_why(const dp_outcome *outcome, const char *path);

/* One line on stderr, escaped: file names may hold anything. */
void dp_print_line(const char *line);
/* The same of a line that is escaped; what acts on a terminal becomes '?'. */
void dp_print_escaped(const char *line);
/* "PATH: WHAT", of which what is escaped. */
void dp_print_about(const char *path, const char *what);
/* The same of what a format gives, with nothing before it. */
void dp_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "PATH:" on stdout, escaped: above what is said of one file of several. */
void dp_print_heading(const char *path);
/* On a line of stdout; "{}": no memory. */
void dp_print_object(const cJSON *object);

/* A file's name as it stands in JSON: itself where it is valid UTF-8, else escaped. In malloc'ed memory; NULL: no memory. */
char *dp_path_text(const char *name);
/* The name that such a text of JSON stands for; one that is a file's as it is, stands for that. malloc'ed; NULL: no memory. */
char *dp_path_name(const char *text);
cJSON *dp_path_json(const char *name);
void dp_add_path(cJSON *object, const char *key, const char *name);

/* Adds "sandbox": the names of the walls that stood. */
void dp_walls_describe(unsigned walls, cJSON *object);

/* Prints what the child said: its lines to stderr unless quiet, its text to stdout but with --json. */
void dp_outcome_say(const dp_cli *cli, const dp_outcome *outcome);
/* The same, the error line to stderr, and, with --json, the report to stdout. */
void dp_outcome_print(const dp_cli *cli, const dp_outcome *outcome);

/* The exit code of several inputs, as one after the other comes in. */
typedef struct dp_tally {
    size_t n, failed;
    dp_rc only;
    size_t by[DP_PARTLY + 1]; /* number of each code */
} dp_tally;
void dp_tally_add(dp_tally *tally, dp_rc rc);
/* What else a summary counts. */
typedef struct dp_summary {
    const char *good;         /* what an input with code 0 is: "converted" */
    size_t resumed, other, undone; /* left out; of kinds that are not examined; not reached before a signal */
} dp_summary;
/* A table on stderr, a line for each outcome that there was. tally: of inputs with an outcome, the resumed among them. */
void dp_tally_print(const dp_tally *tally, const dp_summary *summary);
int dp_tally_code(const dp_tally *tally, bool several);

#endif
