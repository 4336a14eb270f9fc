package import GreffeAnalysis
import GreffeCore
package import GreffeIndex
import Synchronization

/// The understander in force: made anew when an import of customers has changed the forms that contract numbers
/// have, since the directory teaches them.
package final class UnderstandingSource: Sendable {
    private let settings: ArchiveSettings
    private let classifier: Classifier
    private let customers: CustomerStore
    private let made = Mutex<(shapes: [IdentifierShape], understander: Understander)?>(nil)

    package init(settings: ArchiveSettings, classifier: Classifier, customers: CustomerStore) {
        (self.settings, self.classifier, self.customers) = (settings, classifier, customers)
    }

    package func current() throws -> Understander {
        let shapes = try customers.identifierShapes(of: .contract)
        if let made = made.withLock({ $0 }), made.shapes == shapes { return made.understander }
        let understander = Understander(
            organisation: settings.organisation, workflows: settings.workflows, classifier: classifier,
            directory: customers, contractShapes: shapes)
        made.withLock { $0 = (shapes, understander) }
        return understander
    }
}
