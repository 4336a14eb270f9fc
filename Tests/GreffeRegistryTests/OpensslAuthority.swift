import Foundation
import GreffeTestKit

/// A time-stamp authority made of `openssl ts`, with a root of its own.
struct OpensslAuthority {
    let folder: TemporaryFolder
    var root: String { folder.path + "/root.pem" }

    init() throws {
        folder = try TemporaryFolder()
        let configuration = """
            [tsa]
            default_tsa = authority
            [authority]
            serial = \(folder.path)/serial
            signer_digest = sha256
            default_policy = 1.2.3.4
            digests = sha256
            ess_cert_id_alg = sha256
            [stamping]
            extendedKeyUsage = critical,timeStamping
            keyUsage = critical,digitalSignature
            [certifying]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign
            [req]
            distinguished_name = name
            [name]
            """
        try configuration.write(toFile: folder.path + "/tsa.cnf", atomically: true, encoding: .utf8)
        try "01\n".write(toFile: folder.path + "/serial", atomically: true, encoding: .utf8)
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "tsa.cnf"]
        try openssl(
            ["req", "-x509", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root", "-days", "30"] + key
                + ["-extensions", "certifying"])
        try openssl(["req", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Authority"] + key)
        try openssl([
            "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-out",
            "tsa.pem", "-days", "30", "-extfile", "tsa.cnf", "-extensions", "stamping",
        ])
    }

    /// The answer to a request over these bytes.
    func answer(over bytes: [UInt8]) throws -> [UInt8] {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/stamped"))
        try openssl(["ts", "-query", "-data", "stamped", "-sha256", "-cert", "-out", "query"])
        try openssl([
            "ts", "-reply", "-config", "tsa.cnf", "-section", "authority", "-queryfile", "query", "-inkey", "tsa.key",
            "-signer", "tsa.pem", "-out", "answer",
        ])
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path + "/answer")))
    }

    private func openssl(_ arguments: [String]) throws {
        let outcome = try Program(path: "/usr/bin/openssl").run(arguments, folder: folder.path)
        guard outcome.status == 0 else { throw Failure(errors: outcome.errors) }
    }

    struct Failure: Error { var errors: String }
}
