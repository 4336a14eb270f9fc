import CLinear
import Glibc

/// LIBLINEAR behind a value: rows of features in, weights out. Single-threaded and seeded, so that the same rows give
/// the same weights.
struct LinearSolver {
    struct Row {
        /// Position of a class in the list of classes.
        var label: Int
        /// Index from 0, ascending, and value.
        var features: [(index: Int32, value: Float)]
    }

    /// Inverse of the strength of regularisation.
    var cost: Double
    /// Stopping tolerance.
    var tolerance = 0.01

    /// Weights by feature, then class; the last feature is the bias.
    func weights(_ rows: [Row], featureCount: Int, classCount: Int) throws(ClassifierError) -> [Double] {
        let total = rows.reduce(0) { $0 + $1.features.count + 2 }
        let nodes = UnsafeMutablePointer<feature_node>.allocate(capacity: total)
        let starts = UnsafeMutablePointer<UnsafeMutablePointer<feature_node>?>.allocate(capacity: rows.count)
        let labels = UnsafeMutablePointer<Double>.allocate(capacity: rows.count)
        defer {
            nodes.deallocate()
            starts.deallocate()
            labels.deallocate()
        }
        var next = nodes
        func put(_ index: Int, _ value: Double) {
            next.initialize(to: feature_node(index: Int32(index), value: value))
            next += 1
        }
        for (position, row) in rows.enumerated() {
            (starts + position).initialize(to: next)
            (labels + position).initialize(to: Double(row.label))
            for feature in row.features { put(Int(feature.index) + 1, Double(feature.value)) }
            put(featureCount + 1, 1)
            put(-1, 0)
        }
        set_print_string_function { _ in }
        var task = problem(l: Int32(rows.count), n: Int32(featureCount + 1), y: labels, x: starts, bias: 1)
        var settings = parameter()
        settings.solver_type = Int32(L2R_LR)
        settings.C = cost
        settings.eps = tolerance
        settings.p = 0.1
        guard check_parameter(&task, &settings) == nil else { throw .trainingFailed("the solver refuses its settings") }
        srand(1)
        var model = train(&task, &settings)
        defer { free_and_destroy_model(&model) }
        guard let trained = model?.pointee, let order = trained.label, Int(trained.nr_class) == classCount else {
            throw .trainingFailed("the solver gave no model")
        }
        // LIBLINEAR numbers the classes as it met them, and keeps one column where there are two classes.
        guard classCount > 2 else { throw .trainingTooSmall("two classes are not enough") }
        var weights = [Double](repeating: 0, count: (featureCount + 1) * classCount)
        for feature in 0...featureCount {
            for column in 0..<classCount {
                weights[feature * classCount + Int(order[column])] = trained.w[feature * classCount + column]
            }
        }
        return weights
    }
}
