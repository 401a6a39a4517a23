# A C header: its names, what has no form in C, what is no identifier.
$d convert $data/linreg.pkl -o linreg.h && cat linreg.h
$d convert $data/linreg.pkl --to c --name price -d out && grep -o 'price_[a-z_]*(' out/linreg.h
$d convert $data/linreg.pkl --to c --name 2nd -d out
$d convert $data/linreg.pkl --to c --name 'a b' -d out
