/* What stands behind the reading of a pickle: models of the same class and scikit-learn version whose written files gave the
 * answers that were recorded there. */
#ifndef DP_PROOF_BACKING_H
#define DP_PROOF_BACKING_H

/* canonical: "sklearn.ensemble.RandomForestClassifier"; era as of dp_state_era (24, 103), 0: not told, which is 0.17 or
 * older. *of 0: there are no recorded models. */
void dp_backing(const char *canonical, unsigned era, unsigned *agree, unsigned *of);

#endif
