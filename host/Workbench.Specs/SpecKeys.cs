namespace Workbench.Specs;

/// <summary>A key of a mapping in a spec.</summary>
/// <param name="Name">The key.</param>
/// <param name="Help">One line of help, the description in the schema.</param>
internal sealed record SpecKey(string Name, string Help);

/// <summary>
/// The keys of every mapping in specs and subjects. The readers accept exactly these, and the schema describes exactly these.
/// A new key needs three changes: an entry here, the reader of its mapping, and its type in Schema/KeyTypes.cs.
/// </summary>
internal static partial class SpecKeys
{
    private static readonly SpecKey s_extends = new(
        "extends",
        "Path of a file, relative to this one, whose keys this one inherits. Mappings merge key by key; lists and values are replaced; "
            + "~ removes a key.");
    private static readonly SpecKey s_name = new("name", "Name of the table and its folder: letters, digits, - and _.");
    private static readonly SpecKey s_limit = new("limit", "Use only the first N images.");
    private static readonly SpecKey s_metricOrCurve = new("metric", "The metric whose headline is compared.");
    private static readonly SpecKey s_curve = new(
        "curve",
        "The metric whose curve over the model states is compared, in place of 'metric'.");
    private static readonly SpecKey s_at = new("at", "The point of the curve: a state, or 'mean' for the mean over the states.");

    /// <summary>The keys that define a table.</summary>
    public static IReadOnlyList<SpecKey> Table { get; } =
    [
        new("title", "The table's caption. Default: the file's name."),
        new("methods", "Rows of the table: methods, and matrices of methods."),
        new("metrics", "Columns of the table: metrics, and matrices of metrics."),
        new("post", "Steps that process the raw map of every method in the table, after the method's own steps."),
        new("paper", "CSV file with the paper's numbers: method,label,METRIC…"),
        new("claims", "Claims about the table, checked by a paired bootstrap over images."),
        new("expected", "Expected values of a full run. 'run --check' fails if a value deviates."),
        new("notes", "Notes about rows, shown under the table."),
        new("figure", "A figure of the curves of a metric with a value per model state."),
    ];

    /// <summary>The keys of a spec beside its table's. In a listed table's file, only 'limit' has an effect.</summary>
    public static IReadOnlyList<SpecKey> Run { get; } =
    [
        new("subject", "A model and its data: a shipped name, a path, or the subject's own keys."),
        s_limit,
        new("seed", "Seed of all random numbers. Default: 0."),
        new(
            "dtype",
            "Precision of the model's arithmetic. bfloat16 applies to products with weights; the rest is float32. Default: float32."),
    ];

    /// <summary>A spec of one table.</summary>
    public static IReadOnlyList<SpecKey> Spec { get; } = [.. Table, .. Run, s_extends];

    /// <summary>A spec that lists tables.</summary>
    public static IReadOnlyList<SpecKey> Tables { get; } =
    [
        new("title", "Title of the experiment."),
        new("tables", "The tables, which share one plan: paths of specs, and mappings with a name."),
        new("figures", "Figures of maps: paths of specs, and mappings with a name."),
        .. Run,
        s_extends,
    ];

    private static readonly SpecKey s_maps = new("maps", "A grid of maps: rows by class or model state, columns by method.");

    /// <summary>A spec of one figure of maps.</summary>
    public static IReadOnlyList<SpecKey> MapFigure { get; } = [new("title", "The figure's caption."), s_maps, .. Run, s_extends];

    /// <summary>A figure of maps written inside a list.</summary>
    public static IReadOnlyList<SpecKey> ListedMapFigure { get; } =
    [
        new("name", "Name of the figure and its folder: letters, digits, - and _."),
        new("title", "The figure's caption."),
        s_maps,
        s_extends,
    ];

    /// <summary>A grid of maps.</summary>
    public static IReadOnlyList<SpecKey> Maps { get; } =
    [
        new("images", "An image's id in the data, a picture's path, a list of these, or a rule that picks images."),
        new("rows", "Classes and model states for each image. Default: the strongest class of the trained model."),
        new("columns", "Methods, and matrices of methods."),
        new("labels", "Captions of columns, by method."),
        new("scale", "Which maps share a colour scale. Default: cell."),
        new("sign", "How negative values are drawn. Default: signed."),
        new("scores", "How a class's output is printed. Default: logit."),
        new("boxes", "Whether the objects' boxes are drawn. Default: true."),
    ];

    /// <summary>A rule that picks images.</summary>
    public static IReadOnlyList<SpecKey> MapImages { get; } =
    [
        new("pick", "The rule: the first images with two large objects of different classes."),
        new("count", "Number of images. Default: 1."),
        new("skip", "Number of matching images to skip first. Default: 0."),
        new("smallest", "Smallest share of the image that each of the two objects covers. Default: 0.12."),
        new("overlap", "Largest share of the smaller object that overlaps the other. Default: 0.1."),
        new("strongest", "Both classes must be among the model's N strongest outputs; 0 for no such test. Default: 2."),
    ];

    /// <summary>Rows of a grid of maps.</summary>
    public static IReadOnlyList<SpecKey> MapRows { get; } =
    [
        new("classes", "Classes: present1 (of the largest object), present2…, top1, bottom1, names or numbers."),
        new("class", "One class, in place of 'classes'."),
        new("states", "Model states: trained, half, full, or the lowest redrawn layer."),
        new("state", "One state, in place of 'states'."),
        new("sigma", "Standard deviation of redrawn parameters. Default: 0.1."),
        new("seed", "Seed of redrawn parameters. Default: 0."),
    ];

    /// <summary>A table written inside a list.</summary>
    public static IReadOnlyList<SpecKey> ListedTable { get; } = [s_name, .. Table, s_limit, s_extends];

    /// <summary>Keys of an extended spec that a table in a list does not inherit, as the experiment has its own.</summary>
    public static IReadOnlyList<string> NotInherited { get; } = [.. Run.Names().Except(["limit"])];

    /// <summary>A figure of curves.</summary>
    public static IReadOnlyList<SpecKey> Figure { get; } =
    [
        new("curves", "The metric with the curves."),
        new("value", "Label of the vertical axis. Default: the metric's name."),
        new("panels", "The panels, from the top."),
    ];

    /// <summary>A panel of a figure.</summary>
    public static IReadOnlyList<SpecKey> Panel { get; } =
    [new("title", "The panel's title."), new("methods", "Methods of the table, one curve each.")];

    /// <summary>A method in long form.</summary>
    public static IReadOnlyList<SpecKey> Method { get; } =
    [
        new("method", "The method's id."),
        new("layer", "The layer: b1 to b5, or torchvision's name."),
        new("options", "Options by name."),
        new("post", "Steps on the raw map, in order."),
    ];

    /// <summary>A metric in long form.</summary>
    public static IReadOnlyList<SpecKey> Metric { get; } =
    [new("metric", "The metric's id."), new("layer", "The layer, for a metric with one."), new("options", "Options by name.")];

    /// <summary>A matrix of methods or metrics.</summary>
    public static IReadOnlyList<SpecKey> Matrix { get; } =
    [
        new(
            "matrix",
            "Values by axis ('method' or 'metric', 'layer', 'post', an option). All combinations, the last axis varying fastest."),
        new("exclude", "Combinations to leave out: each entry removes all combinations with its values."),
        new("include", "Methods or metrics to append."),
    ];

    /// <summary>A claim about drops.</summary>
    public static IReadOnlyList<SpecKey> DropClaim { get; } =
    [
        new("drop", "The method with the larger drop."),
        new("exceeds", "The methods with smaller drops, or 'all'."),
        new("times", "The factor: the drop exceeds 'times' × each other drop. Default: 1."),
        new("from", "The metric before the drop."),
        new("to", "The metric after the drop."),
    ];

    /// <summary>A claim about an order.</summary>
    public static IReadOnlyList<SpecKey> OrderClaim { get; } =
    [
        s_metricOrCurve, s_curve, s_at,
        new("lower", "The methods with lower values."),
        new("higher", "The methods with higher values."),
        new("than", "The methods to compare with, or 'all'."),
        new("by", "The difference to exceed, in the displayed unit: percentage points for a metric in per cent. Default: 0."),
    ];

    /// <summary>A claim about a value.</summary>
    public static IReadOnlyList<SpecKey> NearClaim { get; } =
    [
        s_metricOrCurve, s_curve, s_at,
        new("near", "The number, in the displayed unit: per cent for a metric in per cent."),
        new("within", "The largest distance of the whole confidence interval from the number, in the same unit."),
        new("methods", "The methods with values near the number."),
    ];

    /// <summary>Expected values.</summary>
    public static IReadOnlyList<SpecKey> Expected { get; } =
    [
        new("within", "The largest allowed deviation for values without their own, in the displayed unit."),
        new("values", "The expected values."),
    ];

    /// <summary>An expected value.</summary>
    public static IReadOnlyList<SpecKey> ExpectedValue { get; } =
    [
        new("method", "A method of the table."),
        new("metric", "A metric of the table."),
        new("value", "The headline in a full run, in the displayed unit: per cent for a metric in per cent."),
        new("within", "The largest allowed deviation, in the same unit."),
    ];

    /// <summary>A note about rows.</summary>
    public static IReadOnlyList<SpecKey> Note { get; } =
    [
        new("methods", "The rows: methods of the table."),
        new("text", "The note, a sentence or two."),
        new("subject", "Name of the subject that the note applies to; it is not shown for others. Default: any."),
    ];

    /// <summary>A subject.</summary>
    public static IReadOnlyList<SpecKey> Subject { get; } =
    [
        new("name", "Name of the subject. Default: the file's name."),
        new("model", "The model: its weights, and how they form a VGG. 'extends' names a model card."),
        new("input", "Preprocessing of images. Required unless the model card has it."),
        new("data", "The images and their annotations."),
        s_extends,
    ];

    /// <summary>A model, and a model card.</summary>
    public static IReadOnlyList<SpecKey> Model { get; } =
    [
        new(
            "weights",
            "Weights of a VGG (safetensors, or PyTorch's .pth), or pull:NAME for the file of 'workbench pull NAME'. "
                + "Widths, number of classes and head follow from the shapes."),
        new("draws", "File of N(0,1) tensors for redrawn layers, for comparisons with other tools."),
        new("input", "Preprocessing of images, for a subject without its own 'input'."),
        new("layers", "Layers whose names in the file differ from torchvision's: the file's name, then torchvision's."),
        new("colours", "Order of the colours in the first convolution's weights. Default: rgb."),
        new(
            "pools",
            "How a max-pool treats an odd last row or column: floor drops it (torchvision), ceil pools it (Caffe). Default: floor."),
        new(
            "head",
            "How features reach the fully connected layers: pooled averages them to the trained size, convolutional applies the layers "
                + "as convolutions, with one output per position. Default: pooled."),
        new(
            "score",
            "A class's score over several positions of a convolutional head: softmax (log Σ exp, whose gradient is the spatial softmax), "
                + "mean or max. Default: softmax."),
        new("batch-norm-epsilon", "Added to the variance when batch normalisation is folded into the convolutions. Default: 1e-5."),
        new("classes", "Names of the model's classes, in order."),
        s_extends,
    ];

    public static IReadOnlyList<string> Names(this IReadOnlyList<SpecKey> keys) => [.. keys.Select(key => key.Name)];
}
