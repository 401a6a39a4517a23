# Files of the libraries that stand beside scikit-learn, old and new: no name in them is an alarm. What they hold of
# models has no converter.
for file in "$data"/honest/*; do
    "$d" scan "$file" 2> /dev/null > out; echo "$? $(cat out)"
done
"$d" convert -q "$data/honest/xgboost-0.21.joblib.z" -d out.d; echo "-> $?"
"$d" convert -q "$data/honest/pandas-1.9.p2.pkl" -d out.d; echo "-> $?"
