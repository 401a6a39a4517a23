#include "cli/outputs.h"

#include "cli/digest.h"
#include "cli/folder.h"
#include "cli/outcome.h"
#include "cli/signals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_HELD = 32 };

static dp_rc fault(dp_outputs *o, dp_rc rc, const char *what, const char *path)
{
    if (o->rc == DP_OK) {
        o->rc = rc;
        snprintf(o->error, sizeof o->error, "%.300s: %s", path, what);
    }
    return rc;
}

dp_rc dp_make_folders(const char *path, char error[512])
{
    char *copy = strdup(path);
    mode_t before = umask(0);
    dp_rc rc = copy != NULL ? DP_OK : DP_ERROR;
    if (copy == NULL) {
        snprintf(error, 512, "out of memory");
    }
    char *p = copy != NULL && copy[0] != '\0' ? strchr(copy + 1, '/') : NULL;
    for (; p != NULL && rc == DP_OK; p = strchr(p + 1, '/')) {
        *p = '\0';
        if (mkdir(copy, 0750) != 0 && errno != EEXIST) {
            rc = DP_ERROR;
            snprintf(error, 512, "%.300s: %s", copy, strerror(errno));
        }
        *p = '/';
    }
    umask(before);
    free(copy);
    return rc;
}

char *dp_outputs_stem(const dp_cli *cli, const char *path, const char *under)
{
    char *name = strcmp(path, "-") == 0 ? strdup("stdin") : dp_stem(path);
    char *stem = NULL;
    const char *place = cli->directory != NULL ? under : path;
    int folder = (int)(dp_base_name(place) - place);
    if (name == NULL
        || asprintf(&stem, "%s%s%.*s%s", cli->directory != NULL ? cli->directory : "", cli->directory != NULL ? "/" : "",
                    folder, place, name) < 0) {
        stem = NULL;
    }
    free(name);
    return stem;
}

dp_rc dp_outputs_init(dp_outputs *o, const dp_cli *cli, const char *path, const char *under)
{
    *o = (dp_outputs){.cli = cli, .folder = -1};
    o->exact = cli->output;
    o->stem = dp_outputs_stem(cli, path, under);
    if (o->stem == NULL) {
        return fault(o, DP_ERROR, "out of memory", path);
    }
    o->rc = cli->directory != NULL ? dp_make_folders(o->stem, o->error) : DP_OK;
    return o->rc;
}

static void release(dp_output *output)
{
    dp_file_sink_abort(output->file);
    dp_file_sink_abort(output->sidecar);
    dp_memory_sink_done(&output->memory);
    free(output->path);
    free(output);
}

void dp_outputs_done(dp_outputs *o)
{
    for (size_t i = 0; i < o->n; i++) {
        release(o->at[i]);
    }
    if (o->folder >= 0) {
        close(o->folder);
    }
    free(o->at);
    free(o->stem);
    *o = (dp_outputs){0};
}

/* Parts come from the child: letters, digits, '_', '-', and a dot before each piece; nothing that could climb. */
static bool good_part(const char *part)
{
    for (size_t i = 0; part[i] != '\0'; i++) {
        char c = part[i];
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if ((!plain && c != '.') || (c == '.' && part[i + 1] == '.') || (i == 0 && c != '.')) {
            return false;
        }
    }
    return strlen(part) < 220;
}

static dp_output *add(dp_outputs *o, const dp_exporter *exporter, const char *part)
{
    dp_output *output = calloc(1, sizeof *output);
    dp_output **grown = output != NULL ? realloc(o->at, (o->n + 1) * sizeof(dp_output *)) : NULL;
    if (grown == NULL) {
        free(output);
        return NULL;
    }
    o->at = grown;
    output->format = exporter->name;
    int n = o->exact != NULL ? asprintf(&output->path, "%s", o->exact)
                             : asprintf(&output->path, "%s%s%s", o->stem, part, exporter->suffix);
    if (n < 0) {
        free(output);
        return NULL;
    }
    o->at[o->n++] = output;
    return output;
}

static dp_sink *begin_file(dp_outputs *o, dp_output *output)
{
    if (o->folder < 0) {
        o->folder = dp_folder_open(output->path, o->error);
    }
    if (o->folder >= 0) {
        output->file = dp_file_sink_open(o->folder, output->path, o->cli->mode, o->cli->existing, o->error);
    }
    if (output->file == NULL) {
        o->rc = errno == EEXIST ? DP_USAGE : DP_ERROR;
        return NULL;
    }
    dp_sink *sink = dp_file_sink_base(output->file);
    sink->limit = o->cli->limits.output;
    return sink;
}

dp_sink *dp_outputs_begin(void *self, unsigned index, const char *format, const char *part)
{
    dp_outputs *o = self;
    const dp_exporter *own = o->own != NULL && strcmp(format, o->own->name) == 0 ? o->own : NULL;
    const dp_exporter *exporter = own != NULL ? own : dp_exporter_find(format);
    if (exporter == NULL || !good_part(part)) {
        fault(o, DP_ERROR, "the reader named an output that cannot be", format);
        return NULL;
    }
    dp_output *output = add(o, exporter, part);
    if (output == NULL) {
        fault(o, DP_ERROR, "out of memory", format);
        return NULL;
    }
    output->index = index;
    if (strcmp(output->path, "-") == 0) {
        output->to_stdout = true;
        dp_memory_sink_init(&output->memory, o->cli->limits.output);
        return &output->memory.base;
    }
    return begin_file(o, output);
}

/* Written to its end. Many outputs are put by as they come: each holds a descriptor until it is. */
void dp_outputs_end(void *self, unsigned index)
{
    dp_outputs *o = self;
    for (size_t i = 0; i < o->n && o->rc == DP_OK; i++) {
        o->at[i]->whole = o->at[i]->whole || o->at[i]->index == index;
        if (o->at[i]->index == index && o->at[i]->file != NULL) {
            o->rc = dp_file_sink_finish(o->at[i]->file, o->error);
            if (o->rc == DP_OK && o->n > MOST_HELD) {
                o->rc = dp_file_sink_put_by(o->at[i]->file, o->error);
            }
        }
    }
}

bool dp_outputs_are_whole(const dp_outputs *o)
{
    size_t n = 0;
    while (n < o->n && o->at[n]->whole) {
        n++;
    }
    return n == o->n;
}

void dp_outputs_drop(void *self, unsigned first, unsigned last)
{
    dp_outputs *o = self;
    for (size_t i = 0; i < o->n; i++) {
        dp_output *output = o->at[i];
        if (output->index >= first && output->index <= last) {
            dp_file_sink_abort(output->file);
            output->file = NULL;
            output->dropped = true;
        }
    }
}

static dp_rc to_stdout(dp_outputs *o, dp_output *output)
{
    if (output->memory.base.rc != DP_OK) {
        return fault(o, output->memory.base.rc, "cannot be held in memory", output->path);
    }
    dp_sha256_hex((dp_span){output->memory.p, output->memory.n}, output->sha256);
    bool written = output->memory.n == 0 || fwrite(output->memory.p, 1, output->memory.n, stdout) == output->memory.n;
    if (!written || fflush(stdout) != 0) {
        return fault(o, DP_ERROR, "cannot be written", "standard output");
    }
    return DP_OK;
}

/* Whatever can go wrong with a disk does so here, before anything has its name. */
static void sync_all(dp_outputs *o)
{
    for (size_t i = 0; i < o->n && o->rc == DP_OK; i++) {
        if (o->at[i]->file != NULL) {
            o->rc = dp_file_sink_sync(o->at[i]->file, o->error);
        }
        if (o->at[i]->sidecar != NULL && o->rc == DP_OK) {
            o->rc = dp_file_sink_sync(o->at[i]->sidecar, o->error);
        }
    }
}

static void add_sidecars(dp_outputs *o)
{
    for (size_t i = 0; i < o->n && o->rc == DP_OK && o->cli->sidecar != DP_SIDECAR_NONE; i++) {
        dp_output *output = o->at[i];
        if (output->file != NULL) {
            const char *hex = dp_file_sink_sha256(output->file);
            output->sidecar = dp_digest_sink(o->cli, o->folder, output->path, hex, o->error);
            o->rc = output->sidecar != NULL ? DP_OK : errno == EEXIST ? DP_USAGE : DP_ERROR;
            if (o->rc == DP_OK && o->n > MOST_HELD) {
                o->rc = dp_file_sink_put_by(output->sidecar, o->error);
            }
        }
    }
}

static void place(dp_outputs *o, dp_output *output)
{
    if (output->to_stdout) {
        to_stdout(o, output);
    } else if (output->file != NULL) {
        o->rc = dp_file_sink_place(output->file, o->error);
    }
    if (o->rc == DP_OK && output->sidecar != NULL) {
        o->rc = dp_file_sink_place(output->sidecar, o->error);
    }
}

/* From here on dp_outputs_done takes nothing back. */
static void keep(dp_output *output)
{
    if (output->file != NULL) {
        memcpy(output->sha256, dp_file_sink_sha256(output->file), sizeof output->sha256);
    }
    dp_file_sink_done(output->file);
    dp_file_sink_done(output->sidecar);
    output->file = output->sidecar = NULL;
}

dp_rc dp_outputs_commit(dp_outputs *o)
{
    add_sidecars(o);
    sync_all(o);
    dp_signals_hold();
    for (size_t i = 0; i < o->n && o->rc == DP_OK; i++) {
        place(o, o->at[i]);
    }
    if (o->rc == DP_OK && o->folder >= 0) {
        o->rc = dp_folder_sync(o->folder, o->error);
    }
    for (size_t i = 0; i < o->n && o->rc == DP_OK; i++) {
        keep(o->at[i]);
    }
    return o->rc;
}

cJSON *dp_outputs_describe(const dp_outputs *o, const cJSON *report)
{
    const cJSON *models = cJSON_GetObjectItemCaseSensitive(report, "models");
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < o->n; i++) {
        const dp_output *output = o->at[i];
        if (output->sha256[0] == '\0') {
            continue;
        }
        cJSON *item = cJSON_CreateObject();
        int number = o->per_model != 0 ? (int)(output->index / o->per_model) : -1;
        const cJSON *path = cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(models, number), "path");
        dp_add_path(item, "path", output->path);
        cJSON_AddStringToObject(item, "format", output->format);
        cJSON_AddStringToObject(item, "sha256", output->sha256);
        if (cJSON_IsString(path)) {
            cJSON_AddStringToObject(item, "model", path->valuestring);
        }
        cJSON_AddItemToArray(list, item);
    }
    return list;
}
