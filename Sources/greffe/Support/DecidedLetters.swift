import GreffeAnalysis
import GreffeCore
import GreffeIndex
import GreffeRegistry
import GreffeRuntime

/// Letters whose class a person decided, as examples for training.
enum DecidedLetters {
    static func trainingLetters(archive folder: String) throws -> [TrainingLetter] {
        let archive = try Archive.open(
            root: folder, settings: try ArchiveFolder(path: folder).settings(), access: .read, clock: SystemClock())
        return try archive.index.decidedByPeople().compactMap { letter in
            let pages = try archive.index.texts(of: letter.accession)
            guard let letterClass = letter.letterClass, pages.contains(where: { !$0.isEmpty }) else { return nil }
            // Letters of one correspondent are alike: none may be judged by a model that has seen another.
            let hand = letter.customer?.value ?? letter.sender ?? "\(letter.accession)"
            return TrainingLetter(
                name: "decided/\(letter.accession)", letterClass: letterClass, subclass: "decided",
                language: letter.language ?? "", author: "decided \(hand)", pages: pages)
        }
    }
}
