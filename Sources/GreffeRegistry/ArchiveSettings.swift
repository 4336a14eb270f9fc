package import GreffeCore
package import GreffeProof

/// What an archive is told from outside: who we are, which languages to expect, what each class needs. Read from
/// `greffe.yaml` and `workflows/` by the programs that open the archive.
package struct ArchiveSettings: Sendable {
    package var organisation: Organisation
    package var languages: [String]
    package var workflows: [LetterClass: Workflow]
    /// Asked in this order; none where nothing is sealed.
    package var sealAuthorities: [SealAuthority]
    /// Until when algorithms are believed to be good; an empty list believes in none.
    package var algorithms: AlgorithmList

    package init(
        organisation: Organisation, languages: [String], workflows: [LetterClass: Workflow],
        sealAuthorities: [SealAuthority] = [], algorithms: AlgorithmList = AlgorithmList()
    ) {
        (self.organisation, self.languages, self.workflows) = (organisation, languages, workflows)
        (self.sealAuthorities, self.algorithms) = (sealAuthorities, algorithms)
    }
}
