#include "cli/migration.h"

#include "base/text.h"
#include "cli/application.h"
#include "cli/code_job.h"
#include "cli/manifest.h"
#include "cli/matching.h"
#include "cli/member.h"
#include "cli/originals.h"
#include "cli/replacement.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct migration {
    const dp_cli *cli;
    const char *path;     /* as it was named */
    dp_ctx *ctx;
    int manifest;
    dp_migrated *model;
    size_t n;
    size_t failed;        /* what the exit code counts */
    cJSON *report, *models, *loads, *loose, *imports, *unread;
};

/* ---- what is there ---- */

static void add_unread(struct migration *m, const char *path, const char *why)
{
    cJSON *o = cJSON_CreateObject();
    dp_add_path(o, "file", path);
    dp_add_path(o, "reason", why);
    cJSON_AddItemToArray(m->unread, o);
    m->failed++;
}

/* "file", and "source": the path below the folder. */
static void add_items(cJSON *from, cJSON *to, const char *path, size_t under)
{
    while (cJSON_IsArray(from) && from->child != NULL) {
        cJSON *item = cJSON_DetachItemFromArray(from, 0);
        dp_add_path(item, "file", path);
        dp_add_path(item, "source", path + under);
        cJSON_AddItemToArray(to, item);
    }
}

static void add_findings(struct migration *m, const cJSON *findings, const char *path)
{
    const cJSON *finding;
    cJSON_ArrayForEach(finding, findings) {
        const char *kind = dp_text_in(finding, "kind");
        if (strcmp(kind, "unread") == 0) {
            add_unread(m, path, dp_text_in(finding, "what"));
        } else if (strcmp(kind, "load") != 0) {
            cJSON *item = cJSON_Duplicate(finding, true);
            cJSON_DeleteItemFromObjectCaseSensitive(item, "instead");
            dp_add_path(item, "file", path);
            cJSON_AddItemToArray(m->imports, item);
        }
    }
}

static void take_code(void *self, const char *path, size_t under, bool notebook)
{
    struct migration *m = self;
    const dp_code_order order = {path + under, notebook, true};
    dp_cli silent = *m->cli;
    silent.quiet = true;
    dp_outcome outcome = dp_job_run(&silent, &(dp_job){.path = path, .work = dp_read_code, .more = &order});
    if (outcome.rc != DP_OK) {
        add_unread(m, path, outcome.line);
    }
    add_findings(m, cJSON_GetObjectItemCaseSensitive(outcome.report, "findings"), path);
    add_items(cJSON_GetObjectItemCaseSensitive(outcome.report, "loads"), m->loads, path, under);
    add_items(cJSON_GetObjectItemCaseSensitive(outcome.report, "loose"), m->loose, path, under);
    dp_outcome_done(&outcome);
}

static void take_model(void *self, const char *path, size_t under)
{
    struct migration *m = self;
    m->model = dp_grown(m->model, m->n, sizeof *m->model);
    m->model[m->n++] = (dp_migrated){.path = strdup(path), .under = under};
    if (m->model[m->n - 1].path == NULL) {
        dp_out_of_memory();
    }
}

/* ---- models ---- */

static void delete_original(struct migration *m, dp_migrated *model)
{
    char why[512] = "";
    struct stat st;
    bool folder = stat(m->path, &st) == 0 && S_ISDIR(st.st_mode);
    bool deleted = false;
    if (!m->cli->delete_originals) {
        return;
    }
    if (!model->safe_to_delete) {
        snprintf(why, sizeof why, "%s", model->rc != DP_OK ? "was not converted"
                                        : !model->whole    ? "holds several things: delete it by hand, when each is where it is needed"
                                                           : "what was written of it is neither proved nor tested");
    } else if (folder) {
        deleted = dp_original_delete(m->path, model->path + model->under, model->sha256, why);
    } else {
        snprintf(why, sizeof why, "only files in a folder are deleted");
    }
    cJSON_AddBoolToObject(model->facts, "deleted", deleted);
    cJSON_AddStringToObject(model->facts, "kept", why);
    m->failed += !deleted && model->safe_to_delete;
}

static void migrate_models(struct migration *m)
{
    for (size_t i = 0; i < m->n; i++) {
        dp_migrate_file(m->cli, m->manifest, &m->model[i]);
        m->failed += m->model[i].pickle && m->model[i].rc != DP_OK;
    }
    bool kept = m->manifest >= 0 && fsync(m->manifest) == 0; /* before anything goes */
    for (size_t i = 0; i < m->n; i++) {
        m->model[i].safe_to_delete = m->model[i].safe_to_delete && kept;
        if (m->model[i].pickle) {
            delete_original(m, &m->model[i]);
            cJSON_AddItemReferenceToArray(m->models, m->model[i].facts);
        }
    }
}

/* ---- code ---- */

static void add_match(cJSON *o, const dp_match *match)
{
    cJSON_AddStringToObject(o, "match", dp_match_word(match->state));
    cJSON *files = cJSON_AddArrayToObject(o, "models");
    for (size_t i = 0; i < match->n && i < 50; i++) {
        cJSON_AddItemToArray(files, dp_path_json(match->at[i]->path));
    }
}

static void drop_inner(cJSON *use)
{
    static const char *const inner[] = {"kind", "paths", "object", "key", "source"};
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(use, inner[i]);
    }
}

static void finish_use(struct migration *m, cJSON *use, const cJSON *load, bool by_name)
{
    dp_match match = dp_match_paths(m->ctx, cJSON_GetObjectItemCaseSensitive(use, "paths"), dp_text_in(load, "source"), m->model, m->n);
    dp_replace_use(m->ctx, use, load, &match);
    if (!cJSON_HasObjectItem(use, "file")) {
        cJSON_AddStringToObject(use, "file", dp_text_in(load, "file"));
    }
    bool elsewhere = strcmp(dp_text_in(use, "file"), dp_text_in(load, "file")) != 0;
    if (elsewhere && dp_text_in(use, "instead")[0] != '\0') {
        cJSON_ReplaceItemInObjectCaseSensitive(use, "note", cJSON_CreateString("needs import numpy"));
    }
    cJSON_AddBoolToObject(use, "by_name", by_name);
    drop_inner(use);
}

static const char *last_part(const char *dotted)
{
    const char *dot = strrchr(dotted, '.');
    return dot != NULL ? dot + 1 : dotted;
}

/* The one load in another file whose object has this name; NULL: none, or several. */
static cJSON *load_named(struct migration *m, const cJSON *use)
{
    const char *name = last_part(dp_text_in(use, "object"));
    cJSON *found = NULL;
    cJSON *load;
    cJSON_ArrayForEach(load, m->loads) {
        if (strcmp(last_part(dp_text_in(load, "target")), name) == 0 && strcmp(dp_text_in(load, "file"), dp_text_in(use, "file")) != 0) {
            if (found != NULL) {
                return NULL;
            }
            found = load;
        }
    }
    return found;
}

/* api.model.predict, where another file has self.model = pickle.load(…). */
static void join_loose(struct migration *m)
{
    cJSON *next;
    for (cJSON *use = m->loose->child; use != NULL; use = next) {
        next = use->next;
        cJSON *load = load_named(m, use);
        if (load != NULL) {
            cJSON_DetachItemViaPointer(m->loose, use);
            cJSON_DeleteItemFromObjectCaseSensitive(use, "paths");
            cJSON_AddItemToObject(use, "paths", cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(load, "paths"), true));
            finish_use(m, use, load, true);
            cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(load, "uses"), use);
        } else {
            cJSON_DeleteItemFromObjectCaseSensitive(use, "note");
            drop_inner(use);
        }
    }
}

static void finish_loads(struct migration *m)
{
    cJSON *load;
    cJSON_ArrayForEach(load, m->loads) {
        const cJSON *paths = cJSON_GetObjectItemCaseSensitive(load, "paths");
        dp_match match = dp_match_paths(m->ctx, paths, dp_text_in(load, "source"), m->model, m->n);
        add_match(load, &match);
        dp_replace_load(m->ctx, load, &match);
        cJSON *use;
        cJSON_ArrayForEach(use, cJSON_GetObjectItemCaseSensitive(load, "uses")) {
            finish_use(m, use, load, false);
        }
    }
    join_loose(m);
    cJSON_ArrayForEach(load, m->loads) {
        cJSON_DeleteItemFromObjectCaseSensitive(load, "source");
    }
}

/* ---- all ---- */

static bool begin(struct migration *m)
{
    m->ctx = dp_ctx_default();
    m->report = cJSON_CreateObject();
    if (m->ctx == NULL || m->report == NULL) {
        return false;
    }
    cJSON_AddStringToObject(m->report, "schema", "depickle-migration/1");
    dp_add_path(m->report, "input", m->path);
    m->models = cJSON_AddArrayToObject(m->report, "models");
    m->loads = cJSON_AddArrayToObject(m->report, "loads");
    m->loose = cJSON_AddArrayToObject(m->report, "loose");
    m->imports = cJSON_AddArrayToObject(m->report, "also");
    m->unread = cJSON_AddArrayToObject(m->report, "unread");
    return m->unread != NULL;
}

static void done(struct migration *m)
{
    cJSON_Delete(m->report); /* which refers to the models' facts */
    for (size_t i = 0; i < m->n; i++) {
        dp_migrated_done(&m->model[i]);
    }
    free(m->model);
    dp_ctx_free(m->ctx);
    if (m->manifest >= 0) {
        close(m->manifest);
    }
}

static void print(struct migration *m, FILE *out)
{
    if (m->cli->json) {
        char *printed = cJSON_PrintUnformatted(m->report);
        fprintf(out, "%s\n", printed != NULL ? printed : "");
        cJSON_free(printed);
    } else {
        dp_migration_print(m->ctx, m->report, out);
    }
}

/* --manifest, else DIR/manifest.jsonl, where `depickle verify DIR` looks for it. */
static char *manifest_name(const struct migration *m)
{
    char *name = NULL;
    struct stat st;
    int folder = stat(m->path, &st) == 0 && S_ISDIR(st.st_mode) ? (int)strlen(m->path) : 0;
    int n = m->cli->manifest != NULL ? asprintf(&name, "%s", m->cli->manifest)
                                     : asprintf(&name, "%.*s%smanifest.jsonl", folder, m->path, folder > 0 ? "/" : "");
    if (n < 0) {
        dp_out_of_memory();
    }
    return name;
}

/* Before any model is converted; without one there is none. */
static bool open_manifest(struct migration *m, const char *name)
{
    char error[512];
    dp_cli own = *m->cli;
    own.manifest = name;
    m->manifest = m->n != 0 ? dp_manifest_open(&own, error) : -1;
    if (m->n != 0 && m->manifest < 0) {
        dp_print_line(error);
        return false;
    }
    return true;
}

/* The folder is there, and what is in it was read. */
static bool look(struct migration *m)
{
    dp_application application = {.cli = m->cli, .self = m, .code = take_code, .model = take_model};
    if (!begin(m)) {
        dp_out_of_memory();
    }
    if (!dp_application_walk(&application, m->path)) {
        dp_say("depickle: %s is not there, or cannot be read", m->path);
        return false;
    }
    for (size_t i = 0; i < application.unread; i++) {
        add_unread(m, m->path, "holds a folder that cannot be read");
    }
    return true;
}

dp_rc dp_migrate(const dp_cli *cli, const char *path, FILE *out)
{
    struct migration m = {.cli = cli, .path = path, .manifest = -1};
    char *manifest = manifest_name(&m);
    dp_rc rc = look(&m) && open_manifest(&m, manifest) ? DP_OK : DP_ERROR;
    if (rc == DP_OK) {
        migrate_models(&m);
        finish_loads(&m);
        rc = m.failed != 0 ? DP_PARTLY : DP_OK;
        dp_add_path(m.report, "manifest", m.manifest >= 0 ? manifest : "");
        cJSON_AddStringToObject(m.report, "columns", dp_columns_helper);
        cJSON_AddNumberToObject(m.report, "code", rc);
        print(&m, out);
    }
    done(&m);
    free(manifest);
    return rc;
}
