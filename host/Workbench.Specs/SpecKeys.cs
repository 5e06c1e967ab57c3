namespace Workbench.Specs;

/// <summary>A key of a mapping in a spec.</summary>
/// <param name="Name">The key.</param>
/// <param name="Help">What it says, one line: the schema's description.</param>
internal sealed record SpecKey(string Name, string Help);

/// <summary>
/// The keys of every mapping in specs and subjects: the readers accept exactly these, and the schema describes exactly these.
/// A key is added here, read where its mapping is read, and given its type in Schema/KeyTypes.cs.
/// </summary>
internal static partial class SpecKeys
{
    private static readonly SpecKey s_extends = new(
        "extends",
        "A file whose keys count where this one has none; mappings merge key by key, lists and values are replaced, ~ takes a key away. Relative to this file."
    );
    private static readonly SpecKey s_name = new("name", "Names the table's folder: letters, digits, - and _.");
    private static readonly SpecKey s_limit = new("limit", "Only the first so many images.");
    private static readonly SpecKey s_metricOrCurve = new("metric", "The metric whose headline is meant.");
    private static readonly SpecKey s_curve = new(
        "curve",
        "The metric whose curve over the states of the model is meant, in place of 'metric'.");
    private static readonly SpecKey s_at = new("at", "Where on the curve: a state, or 'mean' for the mean over the states.");

    /// <summary>What makes a table.</summary>
    public static IReadOnlyList<SpecKey> Table { get; } =
    [
        new("title", "The table's caption; the file's name where there is none."),
        new("methods", "Rows of the table: methods, and matrices of them."),
        new("metrics", "Columns of the table: metrics, and matrices of them."),
        new(
            "post",
            "Steps after every method of the table, on its raw map: appended to each method's own, wherever the table names a method."),
        new("paper", "CSV file with the paper's numbers: method,label,METRIC…"),
        new("claims", "Claims about the table, checked by a paired bootstrap over images."),
        new("expected", "Values that a full run gives: 'run --check' fails where one deviates."),
        new("notes", "What a reader should know of some rows, shown under the table."),
        new("figure", "Curves to draw of a metric that has a value per state of the model."),
    ];

    /// <summary>What a spec has beside its table; of a listed table's file, 'limit' alone counts.</summary>
    public static IReadOnlyList<SpecKey> Run { get; } =
    [
        new("subject", "A model with its data: a shipped name, a path, or the subject's own keys."),
        s_limit,
        new("seed", "Seed of everything random; default: 0."),
        new(
            "dtype",
            "Precision of the model's arithmetic; bfloat16 is that of products with weights, the rest is float32 then. Default: float32."),
    ];

    /// <summary>A spec of one table.</summary>
    public static IReadOnlyList<SpecKey> Spec { get; } = [.. Table, .. Run, s_extends];

    /// <summary>A spec that lists tables.</summary>
    public static IReadOnlyList<SpecKey> Tables { get; } =
    [
        new("title", "What the tables together are called."),
        new("tables", "Tables of one shared plan: paths of specs, and mappings with a name."),
        new("figures", "Figures of maps: paths of specs, and mappings with a name."), .. Run, s_extends,
    ];

    private static readonly SpecKey s_maps = new("maps", "A grid of maps: rows by output or state of the model, columns by method.");

    /// <summary>A spec of one figure of maps.</summary>
    public static IReadOnlyList<SpecKey> MapFigure { get; } = [new("title", "The figure's caption."), s_maps, .. Run, s_extends];

    /// <summary>A figure of maps written inside a list.</summary>
    public static IReadOnlyList<SpecKey> ListedMapFigure { get; } =
    [new("name", "Names the figure's folder: letters, digits, - and _."), new("title", "The figure's caption."), s_maps, s_extends];

    /// <summary>A grid of maps.</summary>
    public static IReadOnlyList<SpecKey> Maps { get; } =
    [
        new("images", "The data's name of an image, a picture's path, a list of them, or a rule that picks them."),
        new("rows", "What each image is asked; default: its strongest class, of the trained model."),
        new("columns", "Methods, and matrices of them."),
        new("labels", "Captions of columns, by method."),
        new("scale", "Which maps share one scale of colours; default: cell."),
        new("sign", "What becomes of negative values; default: signed."),
        new("scores", "How outputs are written; default: logit."),
        new("boxes", "Whether objects are framed; default: true."),
    ];

    /// <summary>A rule that picks images.</summary>
    public static IReadOnlyList<SpecKey> MapImages { get; } =
    [
        new("pick", "The rule: the first images with two large objects of different classes."),
        new("count", "How many images; default: 1."),
        new("skip", "How many that satisfy the rule are passed over; default: 0."),
        new("smallest", "Smallest share of the image that each of the two covers; default: 0.12."),
        new("overlap", "Largest share of the smaller one that lies in the other; default: 0.1."),
        new("strongest", "Both classes are among so many of the model's strongest outputs; 0 not to ask; default: 2."),
    ];

    /// <summary>Rows of a grid of maps.</summary>
    public static IReadOnlyList<SpecKey> MapRows { get; } =
    [
        new("classes", "Classes: present1 (of the largest object), present2…, top1, bottom1, names or numbers."),
        new("class", "One class, in place of 'classes'."),
        new("states", "States of the model: trained, half, full, or the lowest layer that is redrawn."),
        new("state", "One state, in place of 'states'."),
        new("sigma", "Standard deviation of redrawn parameters; default: 0.1."),
        new("seed", "Seed of redrawn parameters; default: 0."),
    ];

    /// <summary>A table written inside a list.</summary>
    public static IReadOnlyList<SpecKey> ListedTable { get; } = [s_name, .. Table, s_limit, s_extends];

    /// <summary>Keys of an extended spec that a table in a list does not take over: the experiment's count.</summary>
    public static IReadOnlyList<string> NotOfTable { get; } = [.. Run.Names().Except(["limit"])];

    /// <summary>A figure of curves.</summary>
    public static IReadOnlyList<SpecKey> Figure { get; } =
    [
        new("curves", "The metric."),
        new("value", "What the vertical axis says; the metric's name where nothing is said."),
        new("panels", "Panels, one above the other."),
    ];

    /// <summary>A panel of a figure.</summary>
    public static IReadOnlyList<SpecKey> Panel { get; } =
    [new("title", "The panel's title."), new("methods", "Methods of the table, one curve each.")];

    /// <summary>A method spelt out.</summary>
    public static IReadOnlyList<SpecKey> Method { get; } =
    [
        new("method", "The method's id."),
        new("layer", "The layer: b1 to b5, or torchvision's name."),
        new("options", "Options by name."),
        new("post", "Steps on the raw map, in order."),
    ];

    /// <summary>A metric spelt out.</summary>
    public static IReadOnlyList<SpecKey> Metric { get; } =
    [new("metric", "The metric's id."), new("layer", "The layer, where the metric has one."), new("options", "Options by name.")];

    /// <summary>A matrix of methods or metrics.</summary>
    public static IReadOnlyList<SpecKey> Matrix { get; } =
    [
        new(
            "matrix",
            "Values by axis ('method' or 'metric', 'layer', 'post', an option): every combination, the last axis running fastest."),
        new("exclude", "Combinations to leave out: each entry removes all that have its values."),
        new("include", "Calls to append."),
    ];

    /// <summary>A claim about drops.</summary>
    public static IReadOnlyList<SpecKey> DropClaim { get; } =
    [
        new("drop", "The method whose drop is large."),
        new("exceeds", "The methods whose drops it exceeds, or 'all'."),
        new("times", "How many times; default: 1."),
        new("from", "The metric whose value is the higher."),
        new("to", "The metric whose value is taken from it."),
    ];

    /// <summary>A claim about an order.</summary>
    public static IReadOnlyList<SpecKey> OrderClaim { get; } =
    [
        s_metricOrCurve, s_curve, s_at,
        new("lower", "The methods that lie below."),
        new("higher", "The methods that lie above."),
        new("than", "The methods they are compared with, or 'all'."),
        new("by", "By more than this, in the unit displayed: points of per cent where the metric is in per cent; default: 0."),
    ];

    /// <summary>A claim about a value.</summary>
    public static IReadOnlyList<SpecKey> NearClaim { get; } =
    [
        s_metricOrCurve, s_curve, s_at,
        new("near", "The number, in the unit displayed: per cent where the metric is one."),
        new("within", "How far from it the whole interval may lie, in the same unit."),
        new("methods", "The methods."),
    ];

    /// <summary>Expected values.</summary>
    public static IReadOnlyList<SpecKey> Expected { get; } =
    [
        new("within", "How far a value may be from ours where it says nothing itself, in the unit displayed."),
        new("values", "The values."),
    ];

    /// <summary>An expected value.</summary>
    public static IReadOnlyList<SpecKey> ExpectedValue { get; } =
    [
        new("method", "A method of the table."),
        new("metric", "A metric of the table."),
        new("value", "Its headline over a full run, in the unit displayed: per cent where the metric is one."),
        new("within", "How far ours may be from it, in the same unit."),
    ];

    /// <summary>A note about rows.</summary>
    public static IReadOnlyList<SpecKey> Note { get; } =
    [
        new("methods", "The rows: methods of the table."),
        new("text", "What a reader should know of them, a sentence or two."),
        new("subject", "Name of the subject that it is true of; on another it is not shown. Default: any."),
    ];

    /// <summary>A subject.</summary>
    public static IReadOnlyList<SpecKey> Subject { get; } =
    [
        new("name", "What the subject is called; the file's name where there is none."),
        new("model", "The model: its weights, and how they make a VGG; 'extends' names a model card."),
        new("input", "How an image becomes the model's input; needed where the model's card does not say it."),
        new("data", "The images."),
        s_extends,
    ];

    /// <summary>A model, and a model card.</summary>
    public static IReadOnlyList<SpecKey> Model { get; } =
    [
        new(
            "weights",
            "Weights of a VGG (safetensors, or PyTorch's .pth), or pull:NAME for those of 'workbench pull NAME': widths, classes and head are read off the shapes."
        ),
        new("draws", "File of N(0,1) tensors from which redrawn layers are taken, for comparing with other tools."),
        new("input", "How an image becomes the model's input, where the subject does not say it."),
        new("layers", "Layers that the file calls otherwise than torchvision does: its name, then torchvision's."),
        new("colours", "Order of the colours in the first convolution's weights; default: rgb."),
        new(
            "pools",
            "What a max-pool does with an odd last row or column: leave it out (floor, torchvision) or pool what there is (ceil, Caffe); default: floor."
        ),
        new(
            "head",
            "How features reach the fully connected layers: averaged to the trained size (pooled), or as convolutions with an output per position (convolutional); default: pooled."
        ),
        new(
            "score",
            "A class's score where a convolutional head has several positions: log Σ exp, whose gradient is the spatial softmax (softmax), mean or max; default: softmax."
        ),
        new("batch-norm-epsilon", "Added to the variance before batch normalisation is folded into the convolutions; default: 1e-5."),
        new("classes", "Names of the model's classes, in order."),
        s_extends,
    ];

    public static IReadOnlyList<string> Names(this IReadOnlyList<SpecKey> keys) => [.. keys.Select(key => key.Name)];
}
