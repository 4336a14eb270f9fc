#!/usr/bin/env python3
"""An authority for time-stamps (RFC 3161) for tests, honest or not as it is asked to be.

    authority.py make FOLDER            keys and certificates, by openssl
    authority.py serve FOLDER           HTTP on a port of 127.0.0.1, which is printed
    authority.py answer FOLDER ADDRESS  one answer: the request on standard input, the answer on standard output

ADDRESS is what stands behind the host: /MAKER/CERTIFICATE?KEY=VALUE&...

    MAKER        ts: `openssl ts -reply`; cms: the statement is made here and signed by `openssl cms`
    CERTIFICATE  rsa, ec, ec384, chain, single, expired, plain (no extended key usage), loose (not critical),
                 both (two usages), stranger (of another root), revoked
    delay=S      answer after S seconds          time=S       S seconds away from now (cms)
    at=S         the statement is of S seconds after 1970 (cms)
    nonce=wrong|none  imprint=wrong  policy=OID  (cms)        status=N     refuse with this PKIStatus
    garbage=N    N bytes of nonsense             type=TEXT    another content type
    http=N       another HTTP status             pss=1        RSASSA-PSS (cms)
    hash=sha512  the signature's digest          keyid=1      name the signer by its key (cms)

/crl/ROOT gives the root's revocation list.
"""
import datetime, fcntl, http.server, os, subprocess, sys, tempfile, time, urllib.parse

POLICY = "1.3.6.1.4.1.55555.1"
CONFIG = """
[ca]
default_ca = here
[here]
dir = {folder}
database = {folder}/{root}.index
serial = {folder}/{root}.serial
new_certs_dir = {folder}
crlnumber = {folder}/{root}.crlnumber
default_md = sha256
default_days = 3650
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[good]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
{crl}
[single]
basicConstraints = critical,CA:true
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
[plain]
keyUsage = critical,digitalSignature
[loose]
extendedKeyUsage = timeStamping
[both]
extendedKeyUsage = critical,timeStamping,codeSigning
[tsa]
default_tsa = one
[one]
serial = {folder}/tsa.serial
default_policy = {policy}
other_policies = 1.3.6.1.4.1.55555.2
digests = sha256,sha384,sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[req]
distinguished_name = name
[name]
"""


def run(*command, given=None):
    done = subprocess.run(command, input=given, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode()}")
    return done.stdout


def make(folder, crl_url=None):
    os.makedirs(folder, exist_ok=True)
    at = lambda name: os.path.join(folder, name)
    crl = f"crlDistributionPoints = URI:{crl_url}" if crl_url else ""
    with open(at("tsa.serial"), "w") as file:
        file.write("01\n")
    for root in ["root", "middle", "stranger-root"]:
        with open(at(f"{root}.cnf"), "w") as file:
            file.write(CONFIG.format(folder=folder, root=root, policy=POLICY, crl=crl))
        open(at(f"{root}.index"), "w").close()
        for name in ["serial", "crlnumber"]:
            with open(at(f"{root}.{name}"), "w") as file:
                file.write("1000\n")

    def key(name, kind):
        if kind == "rsa":
            run("openssl", "genrsa", "-out", at(name + ".key"), "2048")
        else:
            run("openssl", "ecparam", "-name", kind, "-genkey", "-noout", "-out", at(name + ".key"))

    def request(name):
        run("openssl", "req", "-new", "-key", at(name + ".key"), "-subj", f"/CN={name}", "-config", at("root.cnf"),
            "-out", at(name + ".csr"))

    def own(name, extensions):
        request(name)
        run("openssl", "ca", "-selfsign", "-batch", "-notext", "-config", at("root.cnf"), "-keyfile",
            at(name + ".key"), "-extensions", extensions, "-in", at(name + ".csr"), "-out", at(name + ".pem"),
            "-startdate", "20190101000000Z")

    def issue(name, issuer, extensions, dates=("-startdate", "20190101000000Z")):
        request(name)
        run("openssl", "ca", "-batch", "-notext", "-config", at(issuer + ".cnf"), "-cert", at(issuer + ".pem"),
            "-keyfile", at(issuer + ".key"), "-extensions", extensions, "-in", at(name + ".csr"), "-out",
            at(name + ".pem"), *dates)

    for name in ["root", "stranger-root"]:
        key(name, "rsa")
        own(name, "authority")
    key("single", "prime256v1")
    own("single", "single")
    key("middle", "prime256v1")
    issue("middle", "root", "authority")
    for name, kind, issuer, extensions in [
        ("rsa", "rsa", "root", "good"), ("ec", "prime256v1", "root", "good"), ("ec384", "secp384r1", "root", "good"),
        ("chain", "rsa", "middle", "good"), ("plain", "prime256v1", "root", "plain"),
        ("loose", "prime256v1", "root", "loose"), ("both", "prime256v1", "root", "both"),
        ("stranger", "prime256v1", "stranger-root", "good"), ("revoked", "prime256v1", "root", "good"),
    ]:
        key(name, kind)
        issue(name, issuer, extensions)
    key("expired", "rsa")
    issue("expired", "root", "good", ("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"))
    run("openssl", "ca", "-config", at("root.cnf"), "-cert", at("root.pem"), "-keyfile", at("root.key"), "-revoke",
        at("revoked.pem"), "-crl_reason", "keyCompromise")
    for root in ["root", "middle"]:
        run("openssl", "ca", "-gencrl", "-config", at(f"{root}.cnf"), "-cert", at(f"{root}.pem"), "-keyfile",
            at(f"{root}.key"), "-out", at(f"{root}.crl.pem"))
        run("openssl", "crl", "-in", at(f"{root}.crl.pem"), "-outform", "DER", "-out", at(f"{root}.crl"))


# ASN.1, as little as a time-stamp needs.

def value(tag, *contents):
    body = b"".join(contents)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def identifier(text):
    arcs = [int(part) for part in text.split(".")]
    body = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        groups = [arc & 127]
        while arc := arc >> 7:
            groups.insert(0, arc & 127 | 128)
        body += bytes(groups)
    return value(6, body)


def members(body):
    found = []
    while body:
        start = 2
        length = body[1]
        if length & 128:
            start += length & 127
            length = int.from_bytes(body[2:start], "big")
        found.append((body[0], body[start:start + length], body[:start + length]))
        body = body[start + length:]
    return found


def refusal(status, text):
    words = value(0x30, value(0x0C, text.encode())) if text else b""
    return value(0x30, value(0x30, value(2, bytes([status])), words))


def statement(request, asked):
    parts = members(members(request)[0][1])
    imprint = parts[1]
    if asked.get("imprint") == "wrong":
        algorithm, digest = members(imprint[1])
        imprint = (0, 0, value(0x30, algorithm[2], value(4, bytes([digest[1][0] ^ 1]) + digest[1][1:])))
    policy = next((part[2] for part in parts[2:] if part[0] == 6), identifier(POLICY))
    if "policy" in asked:
        policy = identifier(asked["policy"])
    nonce = next((part[2] for part in parts[2:] if part[0] == 2), b"")
    if asked.get("nonce") == "wrong":
        nonce = value(2, b"\x11\x22")
    if asked.get("nonce") == "none":
        nonce = b""
    now = int(asked.get("at", time.time())) + int(asked.get("time", "0"))
    now = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
    when = value(0x18, now.strftime("%Y%m%d%H%M%SZ").encode())
    return value(0x30, value(2, b"\x01"), policy, imprint[2], value(2, os.urandom(8).hex().encode()[:8]), when, nonce)


def signed(folder, name, request, asked):
    at = lambda file: os.path.join(folder, file)
    with tempfile.TemporaryDirectory() as scratch:
        content = os.path.join(scratch, "statement")
        with open(content, "wb") as file:
            file.write(statement(request, asked))
        more = ["-certfile", at("middle.pem")] if name == "chain" else []
        if "pss" in asked:
            more += ["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"]
        if "keyid" in asked:
            more.append("-keyid")
        token = run("openssl", "cms", "-sign", "-binary", "-nodetach", "-cades", "-md", asked.get("hash", "sha256"),
                    "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-signer", at(name + ".pem"), "-inkey",
                    at(name + ".key"), "-outform", "DER", "-in", content, *more)
    return value(0x30, value(0x30, value(2, b"\x00")), token)


def granted(folder, name, request, asked):
    at = lambda file: os.path.join(folder, file)
    # `openssl ts` counts in a file, one at a time.
    with tempfile.TemporaryDirectory() as scratch, open(at("tsa.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        query = os.path.join(scratch, "query")
        with open(query, "wb") as file:
            file.write(request)
        chain = ["-chain", at("middle.pem")] if name == "chain" else []
        return run("openssl", "ts", "-reply", "-config", at("root.cnf"), "-queryfile", query, "-signer",
                   at(name + ".pem"), "-inkey", at(name + ".key"), "-" + asked.get("hash", "sha256"), *chain)


def answer(folder, address, request):
    """HTTP status, content type and bytes."""
    parts = urllib.parse.urlsplit(address)
    asked = dict(urllib.parse.parse_qsl(parts.query))
    maker, name = (parts.path.split("/") + ["", ""])[1:3]
    time.sleep(float(asked.get("delay", "0")))
    if maker == "crl":
        with open(os.path.join(folder, name + ".crl"), "rb") as file:
            return 200, "application/pkix-crl", file.read()
    if "garbage" in asked:
        body = os.urandom(int(asked["garbage"]))
    elif "status" in asked:
        body = refusal(int(asked["status"]), "not today")
    else:
        body = (granted if maker == "ts" else signed)(folder, name, request, asked)
    return int(asked.get("http", "200")), asked.get("type", "application/timestamp-reply"), body


def serve(folder):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if os.path.exists(os.path.join(folder, "down")):
                self.send_error(503)
                return
            self.give(*answer(folder, self.path, body))

        def do_GET(self):
            self.give(*answer(folder, self.path, b""))

        def give(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status in (301, 302, 307):
                self.send_header("Location", "file:///etc/passwd")
            self.end_headers()
            try:
                self.wfile.write(body)
            except BrokenPipeError:
                pass

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) >= 3 and sys.argv[1] == "make":
        make(sys.argv[2], *sys.argv[3:4])
    elif len(sys.argv) == 3 and sys.argv[1] == "serve":
        serve(sys.argv[2])
    elif len(sys.argv) == 4 and sys.argv[1] == "answer":
        sys.stdout.buffer.write(answer(sys.argv[2], sys.argv[3], sys.stdin.buffer.read())[2])
    else:
        raise SystemExit(__doc__)
