#include "unit/proof/cases.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static size_t open_models;

size_t proof_open(void)
{
    return open_models;
}

static bool has_proof(const char *canonical)
{
    static const char *const classes[] = {
#define PROOF(class, package, proof) package "." #class,
#include "proof/proofs.def"
#undef PROOF
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (strcmp(classes[i], canonical) == 0) {
            return true;
        }
    }
    return false;
}

/* Models of these classes that are not covered: test_prove.c counts them. */
static bool is_open(proof_case *c)
{
    dp_emit_options emit = {0};
    dp_span bytes = proof_write(c, DP_TARGET_ML5, &emit);
    bool open = proof_of(c, bytes).verdict == DP_PROOF_OPEN;
    open_models += open;
    free((void *)(uintptr_t)bytes.p);
    return open;
}

static size_t visit(const char *family, const char *name, void (*each)(proof_case *c, void *self), void *self)
{
    static proof_case c;
    char folder[1000];
    size_t n = 0;
    snprintf(folder, sizeof folder, "%.600s/tests/%.30s/%.200s", getenv("DEPICKLE_SOURCE"), family, name);
    snprintf(c.name, sizeof c.name, "%.30s/%.200s", family, name);
    test_open(&c.file, folder, strncmp(family, "cli", 3) == 0 ? "both.pkl" : "input.pkl");
    for (size_t i = 0; c.file.rc == DP_OK && i < c.file.models.n; i++) {
        c.model = c.file.models.at[i];
        if (has_proof(c.model->canonical) && !is_open(&c)) {
            each(&c, self);
            n++;
        }
    }
    test_close(&c.file);
    return n;
}

size_t proof_for_each(void (*each)(proof_case *c, void *self), void *self)
{
    static const char *const families[] = {"cases/forests", "cases/trees", "cases/boosting", "cases/ensembles", "cases/steps",
                                           "cases/linear", "cases/machines", "cases/several", "cases/encoders", "cases/scalers",
                                           "cases/preprocessing", "cases/boosters", "cli/data/chains", "unit/proof/models"};
    static char names[200][256];
    size_t visited = 0;
    open_models = 0;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        char folder[1000];
        size_t n = 0;
        snprintf(folder, sizeof folder, "%.600s/tests/%.30s", getenv("DEPICKLE_SOURCE"), families[f]);
        DIR *d = opendir(folder);
        cr_assert(d != NULL, "%s", folder);
        for (struct dirent *e; (e = readdir(d)) != NULL && n < 200;) {
            if (strncmp(e->d_name, "good-", 5) == 0 || (e->d_name[0] != '.' && strncmp(families[f], "cases", 5) != 0)) {
                snprintf(names[n++], sizeof names[0], "%s", e->d_name);
            }
        }
        closedir(d);
        qsort(names, n, sizeof names[0], (int (*)(const void *, const void *))strcmp);
        for (size_t i = 0; i < n; i++) {
            visited += visit(families[f], names[i], each, self);
        }
    }
    return visited;
}

dp_proof proof_of(proof_case *c, dp_span bytes)
{
    static char why[600];
    dp_ctx *ctx = c->file.ctx;
    dp_onnx_form form;
    const dp_told told = {0};
    dp_proof proof = {.verdict = DP_PROOF_FAILS};
    dp_mark mark = dp_ctx_mark(ctx);
    dp_rc rc = dp_form_read(ctx, bytes, &form);
    rc = rc == DP_OK ? dp_prove(ctx, c->model, &told, &form, &proof) : rc;
    cr_assert(rc == DP_OK, "%s: %s", c->name, dp_ctx_record(ctx)->what);
    snprintf(why, sizeof why, "%s", proof.why);
    proof.why = why;
    dp_ctx_release(ctx, mark);
    return proof;
}

dp_span proof_write(proof_case *c, dp_target target, const dp_emit_options *emit)
{
    dp_export_options options = {.target = target, .source = {.file = "m", .container = "test"}, .emit = *emit};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 0);
    dp_rc rc = dp_convert(c->file.ctx, c->model, dp_exporter_find("onnx"), &options, &sink.base);
    if (rc == DP_UNSUPPORTED && target == DP_TARGET_PLAIN) { /* texts */
        dp_forgive(c->file.ctx);
        return (dp_span){NULL, 0};
    }
    cr_assert(rc == DP_OK, "%s: %s", c->name, dp_ctx_record(c->file.ctx)->what);
    return (dp_span){sink.p, sink.n};
}
