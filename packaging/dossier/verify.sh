#!/bin/sh
# verify.sh --log-key FILE [--tsa-root FILE] [DOSSIER]: checks a greffe.dossier/v1; what fails ends it, at step $why.
set -efu; export LC_ALL=C; x='[0-9a-f]{64}' b='[A-Za-z0-9+/]' e='[AEIMQUYcgkosw048]=' key='' root='' home='' stamp=''
s="— [^[:cntrl:] +]+ ($b{4})+($b{2}$e|$b[AQgw]==)? " bare='' say='2 usage: verify.sh --log-key FILE [DOSSIER]'
k='entry|body\.json|salt\.(body|object)|proof\.tlog-proof|object|manifest|(verify|LISEZMOI|document|evidence-\w+)\.\w+'
w=$(mktemp -d); end() { rm -rf "$w"; say=${say:-4 FAULT: $why}; echo "${say#* }"; exit "${say%% *}"; }; trap end EXIT
while [ $# -gt 1 ]; do f=$(realpath -e "$2"); case $1 in --log-key) key=$f;; --tsa-root) root=$f;; *) exit;; esac
  shift 2; done; cd "${1:-.}"; say='1 UNKNOWN KEY'; [ "$key" ] || exit; v=$(cat "$key") name=${v%%+*} why=key say=''
{ printf '0\0520\005\006\003\053\145\160\003\041\000'; echo "${v#*+*+}" | base64 -d | tail -c 32; } > "$w/k"; v=${v#*+}
hash() { cat "$@" | sha256sum | cut -c 1-64; }; hex() { base64 -d "$@" | basenc --base16 -w 64; }
has() { [ "$(tr '\n' ' ' | sed -nE "/^$1$/p")" ]; }; of() { sed -n "s/^$1[: ]//p" "$d/entry"; }; note() { n=0
  sed '/^$/,$d' "$1" > "$w/t"; sed '1,/^$/d' "$1" > "$w/l"; while read -r _ by sig; do [ "$by" = "$name" ] || continue
  n=1; [ "$(echo "$sig" | hex | tr A-F a-f | head -c 8)" = "${v%%+*}" ]; echo "$sig" | base64 -d | tail -c +5 > "$w/s"
  openssl pkeyutl -verify -rawin -pubin -inkey "$w/k" -in "$w/t" -sigfile "$w/s" > "$w/o"; done < "$w/l"; [ $n = 1 ]; }
opened() { if [ -e "$1" ]; then [ "$(wc -c < "$2")" = 32 ]; [ "$(hash "$2" "$1")" = "$3" ]; else [ ! -e "$2" ]
  [ ! "$3" ] || case "|$home|" in *"|${own:-$seq}|"*) bare=1;; esac; fi; } # absent: only after an erasure
item() { d=$1 why=$1/entry; has "greffe\.entry\/v1 seq (0|[1-9][0-9]{0,17}) time [0-9T:.-]{23}Z kind [a-z-]+ (object \
sha256s:$x )?body sha256s:$x prev $x (refs [0-9,]+ )?" < "$why"; seq=$(of seq) refs=$(of refs) home=${home:-$seq}
  own=${refs%%,*} why="what $d/entry commits to"; opened "$d/body.json" "$d/salt.body" "$(of 'body sha256s')"
  opened "$2" "$d/salt.object" "$(of 'object sha256s')"; why=$d/proof.tlog-proof; sed '1,/^$/d' "$why" > "$w/c"
  has "c2sp\.org\/tlog-proof@v1 index $seq ($b{42}$e )* [^[:cntrl:] +]+ [1-9][0-9]{0,17} $b{42}$e  ($s)+" < "$why"
  z=$(sed -n 2p "$w/c"); sed 5q "$w/c" > "$w/5"; if [ -e "$w/c$z" ]; then cmp -s "$w/5" "$w/c$z"; else note "$w/c"
    cp "$w/5" "$w/c$z"; fi; [ "$(sed q "$w/c")" = "$name" ]; r=$(printf '\0' | hash - "$d/entry" | tr a-f A-F) i=$seq
  j=$((z - 1)); [ "$i" -le $j ]; for p in $(sed '1,2d;/^$/,$d' "$why" | hex); do [ $j -gt 0 ] # RFC 9162, 2.1.3.2
    while [ "$i" = $j ] && [ $((i % 2)) = 0 ]; do i=$((i / 2)) j=$((j / 2)); done; if [ $((i % 2)) = 1 ]; then r=$p$r
    else r=$r$p; fi; r=$(printf '01%s' "$r" | basenc -d --base16 | hash | tr a-f A-F) i=$((i / 2)) j=$((j / 2)); done
  [ "$j $r" = "0 $(sed -n 3p "$w/c" | hex)" ]; echo "proven: $(of kind), entry $seq of $z, $(of time)"; }
why='the files'; du -al . | cut -f 2 | sort > "$w/all"
[ ! "$(sed -E "/^\.(\/history(\/[0-9]+-[a-z-]+)?)?(\/($k|checkpoint-[0-9]+\.[A-Za-z0-9._-]+\.tsr))?$/d" "$w/all")" ]
while read -r f; do [ ! -L "$f" ]; [ -d "$f" ] || { [ -f "$f" ]; [ "$(wc -c < "$f")" -le 4294967296 ]; sha256sum "$f"; }
done < "$w/all" > "$w/sums"; doc=$(sed -n '/^\.\/document/p' "$w/all"); item . "${doc:-document}"; top=$z why=manifest
{ echo greffe.dossier/v1; sed '/  \.\/manifest$/d' "$w/sums"; echo; sed '$!d' $why; } | cmp -s - $why; note $why
has ".*  $s" < $why; for d in $(sed -n 's/^\.\/\(history\/[^/]*\)$/\1/p' "$w/all"); do item "$d" "$d/object"; why=$d
  printf %s "$d,$refs," | has "history\/$(printf %06d "$seq")-$(of kind),(.*,)?($home),.*"; case $d in
  *-separ*) home="$home|$seq";; esac; done; why=bare; [ ! "$bare" ] || [ "$(sed -nE '/-(eras|dispos)ed$/p' "$w/all")" ]
for f in $(sed -n 's/^\.\/\(checkpoint-.*\)$/\1/p' "$w/all"); do n=${f#*-} n=${n%%.*} why=$f; [ -e "$w/c$n" ]
[ "$root" ] || { say='1 UNKNOWN KEY'; exit; }; a=$(openssl ts -reply -in "$f" -text 2>&1 | sed -n 's/^Time stamp: //p')
  openssl ts -verify -data "$w/c$n" -in "$f" -CAfile "$root" -attime "$(date -ud "$a" +%s)" > "$w/o" 2>&1
  echo "proven: $n before $a, $f"; [ "$n" != "$top" ] || stamp=${stamp:-$a}; done; say='3 NOT TIME-STAMPED'
if [ ! "$doc" ]; then say='3 ERASED'; elif [ "$stamp" ]; then say="0 TIME-STAMPED: before $stamp"; fi
