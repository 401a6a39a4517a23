#include "cli/depfile.h"

#include "cli/allow.h"
#include "cli/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void dp_depfile_init(dp_depfile *d)
{
    d->unfit = false;
    dp_memory_sink_init(&d->rules, 0);
}

/* Of outputs and side files as JSON has them. */
static char *name_of(const cJSON *object)
{
    const char *path = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, "path"));
    char *name = dp_path_name(path != NULL ? path : "");
    if (name == NULL) {
        dp_out_of_memory();
    }
    return name;
}

/* As gcc writes names; make has no way to write a newline. */
static void put_name(dp_depfile *d, const char *name)
{
    d->unfit = d->unfit || strpbrk(name, "\n\r") != NULL;
    for (const char *p = name; *p != '\0'; p++) {
        if (*p == ' ' || *p == '#' || *p == '\t') {
            dp_puts(&d->rules.base, "\\");
        } else if (*p == '$') {
            dp_puts(&d->rules.base, "$");
        }
        dp_put(&d->rules.base, (dp_span){(const uint8_t *)p, 1});
    }
}

static void put_need(dp_depfile *d, const char *name)
{
    dp_puts(&d->rules.base, " \\\n  ");
    put_name(d, name);
}

/* Side files of an old joblib are told by their names: they lie beside the input. */
static void put_with(dp_depfile *d, const char *path, const cJSON *with)
{
    char *name = name_of(with);
    char *beside = NULL;
    if (asprintf(&beside, "%.*s%s", (int)(dp_base_name(path) - path), path, name) < 0) {
        dp_out_of_memory();
    }
    put_need(d, access(name, F_OK) == 0 ? name : beside);
    free(name);
    free(beside);
}

static void put_digests(dp_depfile *d, const dp_cli *cli, const char *path)
{
    char *sidecar = NULL;
    if (asprintf(&sidecar, "%s.sha256", path) < 0) {
        dp_out_of_memory();
    }
    if (cli->expect_sha256 == NULL && access(sidecar, F_OK) == 0) {
        put_need(d, sidecar);
    }
    free(sidecar);
    if (cli->pins != NULL) {
        put_need(d, cli->pins);
    }
    if (cli->allow_file != NULL) {
        put_need(d, cli->allow_file->path);
    }
}

void dp_depfile_add(dp_depfile *d, const dp_cli *cli, const char *path, const dp_outcome *outcome)
{
    const cJSON *item = NULL;
    if (cJSON_GetArraySize(outcome->outputs) == 0) {
        return;
    }
    cJSON_ArrayForEach(item, outcome->outputs) {
        char *name = name_of(item);
        put_name(d, name);
        free(name);
        dp_puts(&d->rules.base, item->next != NULL ? " " : ":");
    }
    put_need(d, path);
    cJSON_ArrayForEach(item, outcome->with) {
        put_with(d, path, item);
    }
    put_digests(d, cli, path);
    dp_puts(&d->rules.base, "\n");
}

static dp_rc write_rules(dp_depfile *d, const dp_cli *cli, char error[512])
{
    int folder = dp_folder_open(cli->depfile, error);
    dp_file_sink *sink = folder >= 0 ? dp_file_sink_open(folder, cli->depfile, 0644, DP_EXISTING_REPLACED, error) : NULL;
    dp_rc rc = sink != NULL ? DP_OK : DP_ERROR;
    if (sink != NULL) {
        dp_put(dp_file_sink_base(sink), (dp_span){d->rules.p, d->rules.n});
    }
    rc = dp_file_sink_commit(sink, rc, error);
    if (folder >= 0) {
        close(folder);
    }
    return rc;
}

dp_rc dp_depfile_close(dp_depfile *d, const dp_cli *cli, char error[512])
{
    dp_rc rc = DP_ERROR;
    if (d->unfit || d->rules.base.rc != DP_OK) {
        snprintf(error, 512, "%.300s: %s", cli->depfile, d->unfit ? "a name with a newline cannot stand in it" : "out of memory");
    } else {
        rc = write_rules(d, cli, error);
    }
    dp_memory_sink_done(&d->rules);
    return rc;
}
