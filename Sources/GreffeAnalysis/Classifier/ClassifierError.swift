package import GreffeCore

package enum ClassifierError: GreffeError {
    /// The bytes are no model of ours, or were cut or altered.
    case modelDamaged(String)
    /// The model was trained for other features than this program extracts.
    case modelOfOtherVersion(String)
    case trainingTextUnusable(name: String, reason: String)
    /// Every class needs letters of several hands, or nothing can be held back to measure with.
    case trainingTooSmall(String)
    case trainingFailed(String)

    package var code: String {
        switch self {
        case .modelDamaged: "classifier.model-damaged"
        case .modelOfOtherVersion: "classifier.model-version"
        case .trainingTextUnusable: "classifier.training-text"
        case .trainingTooSmall: "classifier.training-small"
        case .trainingFailed: "classifier.training-failed"
        }
    }

    package var message: String {
        switch self {
        case .modelDamaged(let what): "The classifier's model cannot be used: \(what)."
        case .modelOfOtherVersion(let version):
            "The classifier's model is for recipe \(version), this program for \(FeatureExtractor.version)."
        case .trainingTextUnusable(let name, let reason): "The training text \(name) cannot be used: \(reason)."
        case .trainingTooSmall(let what): "There are too few training letters: \(what)."
        case .trainingFailed(let what): "The classifier could not be trained: \(what)."
        }
    }

    package var hint: String {
        switch self {
        case .modelDamaged: "Put the model file back from the package or train it again."
        case .modelOfOtherVersion: "Train the model again with this version of the program."
        case .trainingTextUnusable: "Correct the file; docs/classes.md describes the form."
        case .trainingTooSmall: "Add letters by other authors."
        case .trainingFailed: "Look at the training letters' counts by class and author."
        }
    }

    package var fate: Fate {
        switch self {
        case .modelDamaged, .modelOfOtherVersion: .halt
        case .trainingTextUnusable, .trainingTooSmall, .trainingFailed: .quarantine
        }
    }
}
