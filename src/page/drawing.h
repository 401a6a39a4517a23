/* Trees as pictures: a few levels at once, what is below each as a further picture that can be opened. For page/ only. */
#ifndef DP_PAGE_DRAWING_H
#define DP_PAGE_DRAWING_H

#include "page/html.h"
#include "export/records.h"

/* How features and classes are called; NULL: by their numbers. */
typedef struct dp_naming {
    const dp_span *feature;
    uint64_t n_features;
    const dp_labels *classes;
} dp_naming;

/* "Weight", or "feature 3"; whole: not cut for a picture. */
void dp_put_feature(dp_html *h, const dp_naming *names, uint64_t feature, bool whole);
/* "'setosa'", "2", or "class 2" where it is not known. */
void dp_put_class(dp_html *h, const dp_naming *names, uint64_t k, bool whole);

/* pictures: at most so many of this tree. */
void dp_draw_tree(dp_html *h, const dp_record_tree *tree, const dp_naming *names, size_t pictures);

#endif
