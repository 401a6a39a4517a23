#include "proof/prove.h"

static const struct {
    const char *canonical;
    bool (*prove)(dp_prover *p, dp_state *s, const dp_claims *claims);
} proofs[] = {
#define PROOF(class, package, proof) {package "." #class, dp_prove_##proof},
#include "proof/proofs.def"
#undef PROOF
};

/* Operator sets and IR that ONNX Runtime reads as we mean them; those of ai.onnx.ml only where they are used. */
static bool versions_hold(dp_prover *p)
{
    const dp_onnx_form *f = p->file;
    bool uses_ml = false;
    for (size_t i = 0; i < f->graph.n_nodes; i++) {
        uses_ml = uses_ml || f->graph.node[i].domain.n != 0;
    }
    bool good = f->core == 13 && (uses_ml ? f->ml == 1 || f->ml == 5 : f->ml == 0)
                && f->ir == (f->ml == 5 ? 8U : 7U);
    return good || dp_refute(p, "operator sets or an IR version that depickle does not write");
}

static bool nothing_left(dp_prover *p)
{
    const dp_form_graph *g = &p->file->graph;
    for (size_t i = 0; i < g->n_nodes; i++) {
        if (!g->node[i].used) {
            return dp_refute(p, "an operator that no output needs");
        }
    }
    for (size_t i = 0; i < g->n_inits; i++) {
        if (!g->init_used[i]) {
            return dp_refute(p, "a constant that no output needs");
        }
    }
    return true;
}

static bool prove(dp_prover *p, size_t proof)
{
    const char *path = p->model->path[0] == '$' ? p->model->path + 1 : p->model->path;
    dp_state s = dp_state_top(p->model->file->heap, p->model->obj, path[0] == '.' ? path + 1 : path);
    dp_claims *claims = dp_take(p->ctx, 1, sizeof *claims);
    return claims != NULL && dp_claims_read(p, claims) && proofs[proof].prove(p, &s, claims) && versions_hold(p)
           && nothing_left(p) && dp_meta_holds(p, &s);
}

dp_rc dp_prove(dp_ctx *ctx, const dp_model *model, dp_onnx_form *file, dp_proof *out)
{
    dp_prover p = {.ctx = ctx, .file = file, .model = model};
    const size_t n = sizeof proofs / sizeof *proofs;
    size_t i = 0;
    while (i < n && strcmp(proofs[i].canonical, model->canonical) != 0) {
        i++;
    }
    *out = (dp_proof){.verdict = DP_PROOF_OPEN, .why = "there is no proof for models of this class"};
    if (i == n) {
        return DP_OK;
    }
    bool holds = file->fault == NULL ? prove(&p, i) : dp_refute(&p, "%s", file->fault);
    if (file->fault != NULL) { /* also one that was found inside */
        dp_refute(&p, "%s", file->fault);
        holds = false;
    }
    DP_TRY(holds ? DP_OK : dp_failed(ctx)); /* memory is out, or the pickle contradicts itself */
    out->verdict = holds ? DP_PROOF_HOLDS : p.open ? DP_PROOF_OPEN : DP_PROOF_FAILS;
    out->why = holds ? "" : p.why != NULL ? p.why : "the pickle contradicts itself";
    out->trees = p.trees;
    out->nodes = p.nodes;
    return DP_OK;
}
