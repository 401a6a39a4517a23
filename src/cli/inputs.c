#include "cli/inputs.h"

#include "cli/folder.h"
#include "cli/shard.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { LIST_MAX = 64 << 20 };

struct collector {
    const dp_cli *cli;
    dp_files *files;
};

dp_file *dp_files_add(dp_files *files, const char *path, size_t under)
{
    char *copy = strdup(path);
    if (copy == NULL) {
        dp_out_of_memory();
    }
    files->at = dp_grown(files->at, files->n, sizeof *files->at);
    files->at[files->n] = (dp_file){.path = copy, .under = copy + under};
    return &files->at[files->n++];
}

void dp_files_skip(dp_files *files, const dp_cli *cli, const char *path)
{
    files->skipped++;
    if (cli->verbose != 0) {
        char line[4200];
        snprintf(line, sizeof line, "%s: skipped: no model", path);
        dp_print_line(line);
    }
}

static void visit(void *self, const char *path, size_t under)
{
    struct collector *c = self;
    const char *kind;
    dp_judged judged = dp_file_judge(path, &kind);
    if (judged == DP_JUDGED_NONE) {
        dp_files_skip(c->files, c->cli, path);
        return;
    }
    dp_file *file = dp_files_add(c->files, path, under);
    file->walked = true;
    file->packed = judged == DP_JUDGED_PACKED;
    file->kind = judged == DP_JUDGED_OTHER ? kind : NULL;
}

static void skip_link(void *self, const char *path, size_t under)
{
    struct collector *c = self;
    (void)under;
    dp_files_skip(c->files, c->cli, path);
}

/* Not git's objects, its submodules' neither. Their zlib streams begin with words such as "commit", whose first letter is an
 * opcode; and nobody's model has its place there. */
static bool enter(void *self, const char *path, size_t under)
{
    struct collector *c = self;
    bool in_git = strncmp(path + under, ".git/", 5) == 0 || strstr(path + under, "/.git/") != NULL;
    if (!in_git || strcmp(dp_base_name(path), "objects") != 0) {
        return true;
    }
    dp_files_skip(c->files, c->cli, path);
    return false;
}

static void add_input(struct collector *c, const char *path);

/* A pattern that no shell has expanded: there was none, or too many names for a command line. false: it fits nothing. */
static bool add_pattern(struct collector *c, const char *path)
{
    struct stat st;
    glob_t found;
    if (strpbrk(path, "*?[") == NULL || lstat(path, &st) == 0 || glob(path, 0, NULL, &found) != 0) {
        return false;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        add_input(c, found.gl_pathv[i]);
    }
    globfree(&found);
    c->files->several = true;
    return true;
}

static void add_folder(struct collector *c, const char *path)
{
    const dp_files before = *c->files;
    c->files->several = true;
    c->files->unread += dp_folder_walk(path, &(dp_visitor){.self = c, .file = visit, .enter = enter, .other = skip_link});
    if (c->files->n == before.n && c->files->unread == before.unread && !c->cli->quiet) {
        dp_say("depickle: warning: %s: no file here looks like a model%s", path,
               c->files->skipped == before.skipped ? "" : " (-v lists what was skipped; a file that is named is read whatever it is)");
    }
}

static void add_input(struct collector *c, const char *path)
{
    struct stat st;
    if (add_pattern(c, path)) {
        return;
    }
    if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        add_folder(c, path);
        return;
    }
    dp_files_add(c->files, path, (size_t)(dp_base_name(path) - path));
}

/* The whole list, with a NUL behind it; *n bytes. */
static char *read_list(const char *path, size_t *n)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "rbe");
    char *text = malloc(LIST_MAX + 1);
    *n = text != NULL && stream != NULL ? fread(text, 1, LIST_MAX + 1, stream) : 0;
    bool good = text != NULL && stream != NULL && ferror(stream) == 0;
    if (stream != NULL && !is_stdin) {
        fclose(stream);
    }
    if (!good) {
        dp_usage("--files0-from: %s cannot be read", path);
    }
    if (*n > LIST_MAX) {
        dp_usage("--files0-from: %s is longer than %d MiB", path, LIST_MAX >> 20);
    }
    text[*n] = '\0';
    return text;
}

/* Names, a NUL behind each; that of the last may be missing. */
static void add_list(struct collector *c, const char *list)
{
    size_t n;
    char *text = read_list(list, &n);
    for (size_t at = 0; at < n; at += strlen(text + at) + 1) {
        if (text[at] == '\0') {
            dp_usage("--files0-from: %s holds an empty name", list);
        }
        if (strcmp(text + at, "-") == 0 && strcmp(list, "-") == 0) {
            dp_usage("--files0-from: the list comes from standard input, so that - cannot be a file");
        }
        add_input(c, text + at);
    }
    free(text);
    c->files->several = true;
}

dp_files dp_files_collect(const dp_cli *cli)
{
    dp_files files = {0};
    struct collector c = {cli, &files};
    if (cli->files0_from != NULL && cli->inputs.n != 0) {
        dp_usage("--files0-from takes the place of inputs on the command line");
    }
    if (cli->files0_from == NULL && cli->inputs.n == 0) {
        dp_usage("name at least one file, folder or -");
    }
    if (cli->files0_from != NULL) {
        add_list(&c, cli->files0_from);
    }
    for (size_t i = 0; i < cli->inputs.n; i++) {
        add_input(&c, cli->inputs.at[i]);
    }
    files.several = files.several || files.n > 1;
    return files;
}

/* Files of a folder by their paths in it: a folder may be mounted elsewhere on another machine. */
void dp_files_keep_shard(dp_files *files, const dp_cli *cli)
{
    size_t kept = 0;
    if (cli->shard == NULL) {
        return;
    }
    dp_shard shard = dp_shard_parse(cli->shard);
    for (size_t i = 0; i < files->n; i++) {
        if (dp_shard_has(&shard, files->at[i].walked ? files->at[i].under : files->at[i].path)) {
            files->at[kept++] = files->at[i];
        } else {
            free(files->at[i].path);
        }
    }
    files->elsewhere = files->n - kept;
    files->n = kept;
}

void dp_files_done(dp_files *files)
{
    for (size_t i = 0; i < files->n; i++) {
        free(files->at[i].path);
    }
    free(files->at);
    *files = (dp_files){0};
}

/* The child notes a format as soon as it knows one; "" and kinds that are no pickle speak for another sort of file. */
bool dp_file_no_model(const dp_file *file, const dp_outcome *outcome, const char **kind)
{
    static const char *const read[] = {"pickle", "joblib", "npy"};
    const char *format = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(outcome->report, "format"));
    *kind = NULL;
    if (!file->packed || outcome->rc != DP_CORRUPT || format == NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        if (strcmp(format, read[i]) == 0) {
            return false;
        }
    }
    *kind = dp_kind_is_other(format) ? format : NULL;
    return true;
}
