# --depfile: rules that make, ninja and CMake read; names with blanks and signs of make's; what else was read.
mkdir 'a dir'; cp "$data/linreg.pkl" 'a dir/m #1$.pkl'; cp "$data/two.pkl" two.pkl
show() { cat d; }
"$d" convert -q 'a dir/m #1$.pkl' -d out --depfile d; echo "-> $?"; show
sha256sum two.pkl > two.pkl.sha256; echo 'mine.Model' > .depickle-allow
sha256sum two.pkl > pins
"$d" convert -q two.pkl bad.pkl -d out --to onnx --depfile d --pins pins; echo "-> $?"; sed 's|  /.*/\.depickle-allow|  .depickle-allow|' d
printf 'a\nb\nc\nd\n' > names; "$d" convert -q -f "$data/linreg.pkl" -o m.onnx --depfile d --feature-names names; echo "-> $?"; sed 's|  /.*/|  |' d
"$d" convert -q -f two.pkl -d out --depfile nowhere/d; echo "-> $?"
"$d" convert -q two.pkl -d out --manifest m --resume --depfile d; echo "-> $?"
cp two.pkl "$(printf 'new\nline.pkl')"; "$d" convert -q new*line.pkl -d out2 --depfile d; echo "-> $?"
printf 'in.onnx:\n\t@echo made; rm -f $@ $@.sha256; "$(D)" convert -q in.pkl -o in.onnx --depfile in.d\n-include in.d\n' > Makefile
cp "$data/linreg.pkl" in.pkl; make -s D="$d"; make -s D="$d"; sleep 0.02; touch in.pkl; make -s D="$d"; make -s D="$d"
