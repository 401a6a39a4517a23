#include "cli/exposed.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* "group and others can write it (mode 0666)": of what may be a folder. false: nothing to say. */
static bool describe(const struct stat *st, const char *what, char text[200])
{
    static const char *const who[] = {NULL, "others", "group", "group and others"};
    bool folder = S_ISDIR(st->st_mode);
    unsigned mode = (unsigned)st->st_mode & 07777;
    /* In a sticky folder, such as /tmp, nobody can replace what is not theirs. */
    const char *writers = folder && (mode & S_ISVTX) != 0 ? NULL : who[(mode & S_IWGRP) / 8 | (mode & S_IWOTH) / 2];
    bool foreign = st->st_uid != geteuid() && st->st_uid != 0;
    char owner[64] = "";
    if (foreign) {
        snprintf(owner, sizeof owner, "%s belongs to another user (uid %lu)", what, (unsigned long)st->st_uid);
    }
    if (writers != NULL) {
        snprintf(text, 200, "%s can write %s (mode %04o)%s%s", writers, what, mode, foreign ? "; " : "", owner);
    } else {
        snprintf(text, 200, "%s", owner);
    }
    return writers != NULL || foreign;
}

static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

static void add(dp_outcome *outcome, const char *text)
{
    if (outcome->notes == NULL) {
        outcome->notes = cJSON_CreateArray();
    }
    cJSON_AddItemToArray(outcome->notes, cJSON_CreateString(text));
}

static void note_file(const dp_cli *cli, const char *path, dp_outcome *outcome)
{
    struct stat st;
    char text[200];
    char line[PATH_MAX + 300];
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !describe(&st, "it", text)) {
        return;
    }
    add(outcome, text);
    if (!cli->quiet) {
        snprintf(line, sizeof line, "%s: note: %s", path, text);
        dp_print_line(line);
    }
}

/* Takes the folder's name over. */
static void note_folder(dp_exposed *seen, const dp_cli *cli, char *folder, dp_outcome *outcome)
{
    struct stat st;
    char text[200];
    char line[PATH_MAX + 300];
    if (folder == NULL || stat(folder, &st) != 0 || !describe(&st, "its folder", text)) {
        free(folder);
        return;
    }
    add(outcome, text);
    if (!cli->quiet && (seen->folder == NULL || strcmp(seen->folder, folder) != 0)) {
        describe(&st, "it", text);
        snprintf(line, sizeof line, "%s: note: %s", folder, text);
        dp_print_line(line);
        free(seen->folder);
        seen->folder = folder;
        return;
    }
    free(folder);
}

void dp_exposed_note(dp_exposed *seen, const dp_cli *cli, const char *path, dp_outcome *outcome)
{
    struct stat st;
    if (strcmp(path, "-") == 0) {
        return;
    }
    note_file(cli, path, outcome);
    note_folder(seen, cli, parent_of(path), outcome);
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) {
        char *target = realpath(path, NULL);
        note_folder(seen, cli, target != NULL ? parent_of(target) : NULL, outcome);
        free(target);
    }
}

void dp_exposed_done(dp_exposed *seen)
{
    free(seen->folder);
    seen->folder = NULL;
}
