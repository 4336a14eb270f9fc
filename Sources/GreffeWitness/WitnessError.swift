package import GreffeCore

/// Why a witness cannot work.
package enum WitnessError: GreffeError, Hashable {
    case notAWitness(path: String, reason: String)
    case alreadyFounded(path: String)
    case nameInvalid(String)
    /// Its key, its list of logs or what it remembers cannot be used. A memory that cannot be read is never taken for
    /// one that is not there.
    case fileUnusable(path: String, reason: String)
    /// Another process serves from the folder.
    case running(path: String)
    case addressInvalid(String)
    case listenFailed(address: String, reason: String)
    case logUnknown(String)

    package var code: String {
        switch self {
        case .notAWitness: "witness.not-a-witness"
        case .alreadyFounded: "witness.already-founded"
        case .nameInvalid: "witness.name-invalid"
        case .fileUnusable: "witness.file-unusable"
        case .running: "witness.running"
        case .addressInvalid: "witness.address-invalid"
        case .listenFailed: "witness.listen-failed"
        case .logUnknown: "witness.log-unknown"
        }
    }

    package var message: String {
        switch self {
        case .notAWitness(let path, let reason): "\(path) is not a witness's folder: \(reason)"
        case .alreadyFounded(let path): "there is a witness in \(path) already, under another name"
        case .nameInvalid(let name): "\"\(name)\" cannot name a witness"
        case .fileUnusable(let path, let reason): "\(path) cannot be used: \(reason)"
        case .running(let path): "another process already serves from \(path)"
        case .addressInvalid(let text): "\"\(text)\" is not an address to listen on"
        case .listenFailed(let address, let reason): "cannot listen on \(address): \(reason)"
        case .logUnknown(let origin): "this witness remembers nothing of the log \"\(origin)\""
        }
    }

    package var hint: String {
        switch self {
        case .notAWitness: "found one: greffe witness init --folder DIR --name NAME --log FILE"
        case .alreadyFounded: "choose another folder, or leave --name out"
        case .nameInvalid: "choose a name like witness.example.org/greffe: no spaces, no +"
        case .fileUnusable: "put it back from a backup; a witness that lost its memory is retired, not restarted"
        case .running: "stop the other one first"
        case .addressInvalid: "write ADDRESS:PORT in figures, such as 192.0.2.7:8090 or [2001:db8::7]:8090"
        case .listenFailed: "see what listens there: ss -ltnp"
        case .logUnknown: "see which it knows: greffe witness show"
        }
    }

    package var fate: Fate { .halt }
}
