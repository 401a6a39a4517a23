#include "model/model.h"

#include <criterion/criterion.h>
#include <string.h>

Test(refused, says_why)
{
    const char *why = dp_class_refusal("sklearn.cluster.DBSCAN");
    cr_assert(why != NULL && strstr(why, "neither predict nor transform") != NULL);
    cr_assert_not_null(dp_class_refusal("sklearn.decomposition.NMF"));
    cr_assert_not_null(dp_class_refusal("sklearn.feature_extraction.FeatureHasher"));
    cr_assert_not_null(dp_class_refusal("sklearn.feature_extraction.text.HashingVectorizer"));
    cr_assert_null(dp_class_refusal("sklearn.cluster.KMeans"));
    cr_assert_null(dp_class_refusal("sklearn.cluster.DBSCANX"));
    cr_assert_null(dp_class_refusal("sklearn.DBSCAN"));
    cr_assert_null(dp_class_refusal(""));
}
