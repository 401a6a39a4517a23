#include "proof/prove.h"

#include "proof/front.h"

static const struct {
    const char *canonical;
    bool (*prove)(dp_prover *p, dp_state *s, const dp_claims *claims);
} proofs[] = {
#define PROOF(class, package, proof) {package "." #class, dp_prove_##proof},
#include "proof/proofs.def"
#undef PROOF
};

static size_t proof_for(const char *canonical)
{
    size_t i = 0;
    while (i < sizeof proofs / sizeof *proofs && strcmp(proofs[i].canonical, canonical) != 0) {
        i++;
    }
    return i;
}

bool dp_prove_is_linear(const char *canonical)
{
    size_t i = proof_for(canonical);
    return i < sizeof proofs / sizeof *proofs && proofs[i].prove == dp_prove_linear_regressor;
}

bool dp_prove_inner(dp_prover *p, dp_state *outer, dp_id id, const char *path, const dp_claims *claims)
{
    size_t i = proof_for(dp_obj_class(outer->heap, id));
    if (i == sizeof proofs / sizeof *proofs) {
        return dp_leave_open(p, "there is no proof for the estimator inside");
    }
    if (!dp_prove_deeper(p)) {
        return false;
    }
    dp_state inner = dp_state_open(outer, id, path);
    bool good = inner.failed ? dp_refute(p, "%s: no estimator", path) : proofs[i].prove(p, &inner, claims);
    p->depth--;
    return good;
}

static bool uses(const dp_form_graph *g, const char *op)
{
    bool any = false;
    for (size_t i = 0; i < g->n_nodes; i++) {
        any = any || (g->node[i].domain.n != 0 && dp_span_is(g->node[i].op, op));
    }
    return any;
}

/* Operator sets and IR that ONNX Runtime reads as we mean them; those of ai.onnx.ml only where they are used. LabelEncoder of
 * texts came with 2, and is the same in 5. */
static bool versions_hold(dp_prover *p)
{
    const dp_onnx_form *f = p->file;
    bool texts = uses(&f->graph, "LabelEncoder");
    bool trees = uses(&f->graph, "TreeEnsembleRegressor") || uses(&f->graph, "TreeEnsemble");
    bool good = f->core == 13 && f->microsoft == 0 && f->ir == (f->ml == 5 ? 8U : 7U)
                && (f->ml == 5 ? texts || trees : f->ml == (texts ? 2 : trees ? 1 : 0));
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

static dp_state top_of(const dp_model *model)
{
    const char *path = model->path[0] == '$' ? model->path + 1 : model->path;
    return dp_state_top(model->file->heap, model->obj, path[0] == '.' ? path + 1 : path);
}

/* Whether a model is beyond its proof is told by the pickle alone: a file of it may have anything in it. */
static bool is_beyond(dp_prover *p, size_t proof, dp_claims *none)
{
    dp_onnx_form empty = {.ctx = p->ctx};
    dp_prover q = {.ctx = p->ctx, .file = &empty, .model = p->model, .told = p->told};
    dp_state s = top_of(p->model);
    proofs[proof].prove(&q, &s, none);
    p->open = q.open;
    p->why = q.open ? q.why : NULL;
    return q.open;
}

static bool prove(dp_prover *p, size_t proof)
{
    dp_state s = top_of(p->model);
    dp_claims *claims = dp_take(p->ctx, 1, sizeof *claims);
    if (claims == NULL || is_beyond(p, proof, claims)) {
        return false;
    }
    if (p->file->fault != NULL) {
        return dp_refute(p, "%s", p->file->fault);
    }
    return versions_hold(p) && dp_claims_read(p, claims) && proofs[proof].prove(p, &s, claims) && nothing_left(p)
           && dp_inputs_known(p) && dp_meta_holds(p, &s);
}

dp_rc dp_prove(dp_ctx *ctx, const dp_model *model, const dp_told *told, dp_onnx_form *file, dp_proof *out)
{
    dp_prover p = {.ctx = ctx, .file = file, .model = model, .told = told};
    const size_t n = sizeof proofs / sizeof *proofs;
    size_t i = proof_for(model->canonical);
    *out = (dp_proof){.verdict = DP_PROOF_OPEN, .why = "there is no proof for models of this class"};
    if (i == n) {
        return DP_OK;
    }
    bool holds = prove(&p, i);
    if (file->fault != NULL && !p.open) { /* also one that was found inside */
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
