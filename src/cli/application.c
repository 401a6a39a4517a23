#include "cli/application.h"

#include "cli/folder.h"

#include <fnmatch.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool ends_with(const char *path, const char *suffix)
{
    size_t n = strlen(path);
    size_t m = strlen(suffix);
    return n > m && strcasecmp(path + n - m, suffix) == 0;
}

static bool is_excluded(dp_application *a, const char *under)
{
    for (size_t i = 0; i < a->cli->exclude.n; i++) {
        if (fnmatch(a->cli->exclude.at[i], under, 0) == 0) {
            a->seen.excluded++;
            return true;
        }
    }
    return false;
}

static void visit(void *self, const char *path, size_t under)
{
    dp_application *a = self;
    const char *kind;
    bool notebook = ends_with(path, ".ipynb");
    if (is_excluded(a, path + under)) {
        return;
    }
    if (notebook || ends_with(path, ".py") || ends_with(path, ".pyw")) {
        a->code(a->self, path, under, notebook);
        *(notebook ? &a->seen.notebooks : &a->seen.python) += 1;
        return;
    }
    switch (dp_file_judge(path, &kind)) {
    case DP_JUDGED_MODEL:
    case DP_JUDGED_PACKED:
        a->model(a->self, path, under);
        a->seen.judged++;
        break;
    case DP_JUDGED_OTHER: a->seen.other++; break;
    case DP_JUDGED_NONE: a->seen.skipped++; break;
    }
}

/* Not the application's own: what git keeps, and virtual environments, which are known by their pyvenv.cfg. */
static bool enter(void *self, const char *path, size_t under)
{
    dp_application *a = self;
    char mark[4096];
    int n = snprintf(mark, sizeof mark, "%s/pyvenv.cfg", path);
    if (strcmp(dp_base_name(path), ".git") == 0) {
        return false;
    }
    if (n > 0 && (size_t)n < sizeof mark && access(mark, F_OK) == 0) {
        a->seen.excluded++;
        return false;
    }
    return !is_excluded(a, path + under);
}

bool dp_application_walk(dp_application *a, const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        a->unread = dp_folder_walk(path, &(dp_visitor){.self = a, .file = visit, .enter = enter});
        return true;
    }
    visit(a, path, (size_t)(dp_base_name(path) - path));
    return true;
}
