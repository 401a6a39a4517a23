#include "cli/verify_folder.h"

#include "cli/batch.h"
#include "cli/digest.h"
#include "cli/folder.h"
#include "cli/manifest.h"
#include "cli/sources.h"
#include "cli/verifying.h"
#include "io/open.h"
#include "io/temporary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct check {
    const dp_cli *cli;
    const char *folder;
    dp_manifest manifest;
    struct stat own;      /* the manifest itself, which may lie in the folder */
    dp_files files;       /* all that is in the folder */
    cJSON *problems;      /* [{path, what}] */
    dp_tally *tally;
    dp_rc worst;
    size_t outputs;
    size_t proved, tested, unread; /* with --against; unread: their digests alone were looked at */
};

/* what: fit to print. */
static void complain(struct check *c, const char *path, dp_rc rc, const char *what)
{
    dp_print_about(path, what);
    cJSON *problem = cJSON_CreateObject();
    dp_add_path(problem, "path", path);
    cJSON_AddStringToObject(problem, "what", what);
    cJSON_AddItemToArray(c->problems, problem);
    c->worst = c->worst == DP_OK ? rc : dp_rc_worse(c->worst, rc);
    dp_tally_add(c->tally, rc);
}

/* ---- one file ---- */

/* The sidecar must say what the manifest says; one that was not asked for may be missing. */
static dp_rc check_sidecar(const dp_listed *listed, const char *path, char error[512])
{
    char hex[DP_SHA256_HEX];
    bool found = false;
    DP_TRY(dp_digest_sidecar(path, hex, &found, error));
    if (!found && listed->sidecar) {
        snprintf(error, 512, "its sidecar is missing");
        return DP_HASH;
    }
    if (found && strcmp(hex, listed->sha256) != 0) {
        snprintf(error, 512, "its sidecar has %s, the manifest %s", hex, listed->sha256);
        return DP_HASH;
    }
    return DP_OK;
}

static dp_rc check_listed(const struct check *c, const dp_listed *listed, const char *path, char error[512])
{
    char found[DP_SHA256_HEX] = "";
    dp_opened opened;
    dp_rc rc = dp_open_input(path, &c->cli->limits, &opened);
    if (rc == DP_OK) {
        dp_sha256_hex(opened.input.main, found);
    } else {
        snprintf(error, 512, "%s", opened.error);
    }
    dp_opened_done(&opened);
    if (rc == DP_OK && strcmp(found, listed->sha256) != 0) {
        snprintf(error, 512, "%ssha256: expected %s, found %s", listed->output ? "" : "is not what was converted: ", listed->sha256,
                 found);
        return DP_HASH;
    }
    return rc == DP_OK && listed->output ? check_sidecar(listed, path, error) : rc;
}

/* A JSON file of ours begins with its format. */
static bool is_json_model(const char *path)
{
    char head[64];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    ssize_t n = fd >= 0 ? read(fd, head, sizeof head) : -1;
    if (fd >= 0) {
        close(fd);
    }
    return n > 0 && memmem(head, (size_t)n, "\"depickle-model\"", 16) != NULL;
}

static bool is_model(const char *path)
{
    const char *kind;
    return dp_file_judge(path, &kind) != DP_JUDGED_NONE || is_json_model(path);
}

static bool is_manifest(const struct check *c, const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && st.st_ino == c->own.st_ino && st.st_dev == c->own.st_dev;
}

static dp_listed *find_listed(const struct check *c, const char *below)
{
    char *name = dp_path_text(below);
    dp_listed *listed = name != NULL ? dp_manifest_find(&c->manifest, name) : NULL;
    free(name);
    return listed;
}

/* What is wrong with a file being here at all; NULL: nothing. */
static const char *fault_of(const struct check *c, const char *path, const dp_listed *listed)
{
    struct stat st;
    const char *kind;
    bool regular = lstat(path, &st) == 0 && S_ISREG(st.st_mode);
    if (listed != NULL) {
        return regular ? NULL : "is no regular file";
    }
    if (!regular) {
        bool named = dp_file_judge(path, &kind) != DP_JUDGED_NONE;
        return named ? "has a model's name, is no regular file, and no line of the manifest lists it" : NULL;
    }
    if (dp_temporary_is(dp_base_name(path))) {
        return "is what a killed run left: it can be deleted";
    }
    return !is_manifest(c, path) && is_model(path) ? "is a model that no line of the manifest lists" : NULL;
}

/* An output that is what was written, against what it was written from. */
static void compare(const struct check *c, const dp_listed *listed, const char *path, dp_outcome *outcome)
{
    const char *folder = c->cli->against.at[0];
    char *source = dp_source_find(c->cli, folder, listed);
    dp_cli own = *c->cli;
    const char *only = source;
    if (source == NULL) {
        dp_outcome_fault(outcome, DP_ERROR, "what it was written from is not there: %s, sha256 %s, nor is it below %s", listed->source,
                         listed->source_sha256, folder);
        return;
    }
    own.against = (dp_texts){&only, 1};
    own.n_features = listed->n_features != 0 ? listed->n_features : own.n_features;
    *outcome = dp_verify_written(&own, path);
    outcome->path = path;
    const char *why = dp_outcome_why(outcome, path);
    why = why == outcome->line ? dp_outcome_why(outcome, source) : why;
    memmove(outcome->line, why, strlen(why) + 1);
    free(source);
}

static dp_outcome check_file(void *self, const dp_file *file, dp_turn *turn)
{
    const struct check *c = self;
    dp_outcome outcome = {0};
    const dp_listed *listed = find_listed(c, file->under);
    const char *fault = fault_of(c, file->path, listed);
    (void)turn;
    char error[512] = "";
    dp_rc rc = DP_OK;
    if (fault != NULL) {
        dp_outcome_fault(&outcome, DP_HASH, "%s", fault);
    } else if (listed != NULL && (rc = check_listed(c, listed, file->path, error)) != DP_OK) {
        dp_outcome_fault(&outcome, rc, "%s", error);
    } else if (listed != NULL && listed->source != NULL && c->cli->against.n != 0) {
        compare(c, listed, file->path, &outcome);
    }
    return outcome;
}

static void count(struct check *c, const dp_outcome *outcome)
{
    const char *verdict = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(outcome->report, "verdict"));
    size_t *of = verdict == NULL ? &c->unread : strcmp(verdict, "proved") == 0 ? &c->proved : &c->tested;
    (*of)++;
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct check *c = self;
    dp_listed *listed = find_listed(c, file->under);
    if (outcome->rc != DP_OK) {
        complain(c, file->path, outcome->rc, outcome->line);
    } else if (listed != NULL && listed->output) {
        dp_tally_add(c->tally, DP_OK);
        count(c, outcome);
    }
    if (listed != NULL) {
        listed->seen = true;
    }
}

static void visit(void *self, const char *path, size_t under)
{
    dp_files_add(&((struct check *)self)->files, path, under);
}

static void check_files(struct check *c)
{
    const dp_visitor visitor = {.self = c, .file = visit, .other = visit};
    bool whole = dp_folder_walk(c->folder, &visitor) == 0;
    dp_batch batch = {.cli = c->cli, .files = &c->files, .ordered = true, .self = c, .work = check_file, .tell = tell};
    dp_batch_run(&batch);
    dp_batch_end(&batch);
    if (!whole) {
        complain(c, c->folder, DP_ERROR, "cannot be read to its end");
    }
    dp_files_done(&c->files);
}

/* ---- all ---- */

static void find_missing(struct check *c)
{
    for (size_t i = 0; i < c->manifest.n; i++) {
        const dp_listed *listed = &c->manifest.at[i];
        char *path = NULL;
        c->outputs += listed->output;
        if (listed->output && !listed->seen && asprintf(&path, "%s/%s", c->folder, listed->name) > 0) {
            complain(c, path, DP_HASH, "is missing");
            free(path);
        }
    }
}

/* "tested: 2 outputs, proved: 38": the first word counts the weakest kind. */
static void print_compared(const struct check *c, const char *manifest)
{
    const struct { const char *word, *first; size_t n; } kind[] = {
        {"tested", "", c->tested}, {"by digest alone", " by digest alone", c->unread}, {"proved", "", c->proved},
    };
    size_t weakest = c->tested != 0 ? 0 : c->unread != 0 ? 1 : 2;
    printf("%s: %zu output%s%s", weakest == 2 ? "proved" : "tested", kind[weakest].n, kind[weakest].n == 1 ? "" : "s", kind[weakest].first);
    for (size_t i = weakest + 1; i < 3; i++) {
        if (kind[i].n != 0) {
            printf(", %s: %zu", kind[i].word, kind[i].n);
        }
    }
    printf(", as listed in %s; %s\n", manifest, c->tested + c->proved != 0 ? "compared with what they were written from"
                                                                          : "in no form that can be compared with one source");
}

static const char *verdict_of(const struct check *c)
{
    bool proved = c->cli->against.n != 0 && c->tested == 0 && c->unread == 0;
    return cJSON_GetArraySize(c->problems) != 0 ? "differs" : proved ? "proved" : "tested";
}

static void print_verdict(const struct check *c, const char *manifest)
{
    int wrong = cJSON_GetArraySize(c->problems);
    const char *several = c->outputs == 1 ? "" : "s";
    if (wrong != 0) {
        printf("differs: %d fault%s, %zu output%s listed in %s\n", wrong, wrong == 1 ? "" : "s", c->outputs, several, manifest);
    } else if (c->cli->against.n != 0) {
        print_compared(c, manifest);
    } else {
        printf("tested: %zu output%s, as listed in %s; not compared with what %s written from (--against FOLDER)\n", c->outputs, several,
               manifest, c->outputs == 1 ? "it was" : "they were");
    }
}

static void conclude(struct check *c, const char *manifest)
{
    if (!c->cli->json) {
        print_verdict(c, manifest);
        return;
    }
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-verify/1");
    cJSON_AddStringToObject(o, "verdict", verdict_of(c));
    cJSON_AddNumberToObject(o, "code", c->worst);
    dp_add_path(o, "folder", c->folder);
    dp_add_path(o, "manifest", manifest);
    cJSON_AddNumberToObject(o, "outputs", (double)c->outputs);
    if (c->cli->against.n != 0) {
        dp_add_path(o, "against", c->cli->against.at[0]);
        cJSON_AddNumberToObject(o, "proved", (double)c->proved);
        cJSON_AddNumberToObject(o, "tested", (double)c->tested);
        cJSON_AddNumberToObject(o, "by_digest", (double)c->unread);
    }
    cJSON_AddItemReferenceToObject(o, "problems", c->problems);
    dp_print_object(o);
    cJSON_Delete(o);
}

static void check_folder(struct check *c, const char *path)
{
    dp_opened opened;
    dp_rc rc = dp_open_input(path, &c->cli->limits, &opened);
    c->own = opened.status;
    if (rc != DP_OK) {
        complain(c, path, rc, opened.error);
    } else if ((rc = dp_manifest_read(opened.input.main, c->folder, &c->manifest)) != DP_OK) {
        complain(c, path, rc, c->manifest.error);
    } else {
        check_files(c);
        find_missing(c);
        if (c->outputs == 0) {
            complain(c, path, DP_USAGE, "lists no output in this folder");
        }
    }
    if (c->manifest.cut && !c->cli->quiet) {
        dp_say("depickle: note: the manifest's last line is a piece, of a run that was ended; it is left out");
    }
    dp_opened_done(&opened);
    conclude(c, path);
    dp_manifest_done(&c->manifest);
}

char *dp_manifest_of(const dp_cli *cli, const char *folder)
{
    static const char *const names[] = {"manifest.jsonl", "manifest.json"};
    if (cli->manifest != NULL) {
        return strdup(cli->manifest);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = NULL;
        struct stat st;
        if (asprintf(&path, "%s/%s", folder, names[i]) > 0 && lstat(path, &st) == 0) {
            return path;
        }
        free(path);
    }
    return NULL;
}

void dp_verify_folder(const dp_cli *cli, const char *folder, const char *manifest, dp_tally *tally)
{
    struct check c = {.cli = cli, .folder = folder, .problems = cJSON_CreateArray(), .tally = tally};
    check_folder(&c, manifest);
    cJSON_Delete(c.problems);
}
