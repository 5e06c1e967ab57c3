using static TorchSharp.torch;

namespace Workbench;

/// <summary>What is read of a layer in a pass.</summary>
[Flags]
public enum Tap
{
    /// <summary>Its output.</summary>
    Activation = 1,
    /// <summary>The signal that flows back into its output: ∂f/∂output, or what the rule makes of it.</summary>
    Gradient = 2,
    /// <summary>Both.</summary>
    Both = Activation | Gradient,
}

/// <summary>What a method needs of the shared passes. Pure data: no tensors, no hooks, no delegates.</summary>
public sealed record PassRequest
{
    /// <summary>Layers that are read, and what of them.</summary>
    public IReadOnlyDictionary<LayerRef, Tap> Taps { get; init; } = new Dictionary<LayerRef, Tap>();

    /// <summary>How the signal flows back; null for the gradient itself. Equal rules share one sweep.</summary>
    public BackwardRule? Rule { get; init; }

    /// <summary>Whether the signal at the model's input is read.</summary>
    public bool InputGradient { get; init; }

    /// <summary>Other inputs per image that the method asks the model about, through <see cref="IPass.Ask"/>; 0 for none. The plan counts their cost.</summary>
    public int Questions { get; init; }

    /// <summary>Reads one layer.</summary>
    public static PassRequest Of(LayerRef layer, Tap tap) => Of([layer], tap);

    /// <summary>Reads the same of several layers.</summary>
    public static PassRequest Of(IEnumerable<LayerRef> layers, Tap tap) =>
        new() { Taps = layers.Distinct().ToDictionary(layer => layer, _ => tap) };
}

/// <summary>
/// How a signal flows back through the layers it applies to; through all others it flows by the vector–Jacobian product.
/// Derived records hold their parameters as properties: records compare by value, so equal rules share one sweep.
/// A rule keeps no tensors.
/// </summary>
public abstract record BackwardRule
{
    /// <summary>The signal at the logits.</summary>
    /// <param name="logits">[B,classes].</param>
    /// <param name="oneHot">[B,classes], 1 at each row's target.</param>
    public virtual Tensor Start(Tensor logits, Tensor oneHot) => oneHot;

    /// <summary>Whether the rule replaces the vector–Jacobian product at that layer.</summary>
    public abstract bool AppliesTo(LayerCard layer);

    /// <summary>Takes the signal at a layer's output to its input.</summary>
    /// <param name="step">The layer and what went through it.</param>
    /// <param name="upstream">Shaped as the step's output.</param>
    /// <returns>Shaped as the step's input.</returns>
    public abstract Tensor Propagate(ILayerStep step, Tensor upstream);
}

/// <summary>What the shared passes give a method: one row per (image, target) pair. Everything here belongs to the host; a method disposes nothing.</summary>
public interface IPass
{
    /// <summary>The model's layers.</summary>
    IModelCard Model { get; }

    /// <summary>The model's input, [B,3,H,W], normalised.</summary>
    Tensor Input { get; }

    /// <summary>Output of the model, [B,classes], before any softmax.</summary>
    Tensor Logits { get; }

    /// <summary>The class asked about, per row.</summary>
    IReadOnlyList<int> Targets { get; }

    /// <summary>The images behind the rows, [I,3,H,W]: rows of one image that differ in their target share one.</summary>
    Tensor Images { get; }

    /// <summary>Each row's image, as an index into <see cref="Images"/>, and target.</summary>
    IReadOnlyList<(int Image, int Target)> Rows { get; }

    /// <summary>The model itself, for methods that need other inputs than the image: in the state that this pass runs, batched by the host.</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> has no <see cref="PassRequest.Questions"/>.</exception>
    IModelQuestions Ask { get; }

    /// <summary>Output of a layer, [B,C,h,w].</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> did not ask for it.</exception>
    Tensor Activation(LayerRef layer);

    /// <summary>Signal at the output of a layer, shaped as its activation.</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> did not ask for it.</exception>
    Tensor Gradient(LayerRef layer);

    /// <summary>Signal at the input, [B,3,H,W].</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> did not ask for it.</exception>
    Tensor InputGradient { get; }

    /// <summary>Bias of a layer, [C], or null where it has none.</summary>
    Tensor? Bias(LayerRef layer);

    /// <summary>A generator for one row's random draws, seeded by the run's seed, the method, the image and the target: the same draws whatever else is in the batch.</summary>
    /// <param name="row">Row of the batch.</param>
    Generator Rng(int row);

    /// <summary>A generator for an image's random draws, the same for all its targets: maps of two classes then differ by the class alone.</summary>
    /// <param name="image">Index into <see cref="Images"/>.</param>
    Generator ImageRng(int image);
}

/// <summary>
/// The model as a function of any input, for methods that need many: integrated gradients, SmoothGrad, occlusion. The host splits what is asked into
/// batches; an input that several targets ask about runs forward once.
/// </summary>
public interface IModelQuestions
{
    /// <summary>Logits, [N,classes].</summary>
    /// <param name="inputs">[N,3,H,W], normalised as the model's input is.</param>
    Tensor Logits(Tensor inputs);

    /// <summary>Signal at the inputs, [R,3,H,W]: ∂f/∂x of each row's target at its input, or what the rule makes of it.</summary>
    /// <param name="inputs">[N,3,H,W], normalised as the model's input is.</param>
    /// <param name="rows">Index of the input and the class, R of them, in the order of the inputs.</param>
    /// <param name="rule">How the signal flows back; null for the gradient.</param>
    Tensor InputGradients(Tensor inputs, IReadOnlyList<(int Input, int Target)> rows, BackwardRule? rule = null);
}

/// <summary>A method read something that its plan did not ask for.</summary>
public sealed class NotPlannedException(string message) : InvalidOperationException(message);

/// <summary>
/// A saliency method. Constructed once per distinct options, from its options record (or without arguments when it has none).
/// Carries an <see cref="AttributionAttribute"/>.
/// </summary>
public interface IAttributionMethod
{
    /// <summary>What the method reads; called once, before any pass, and does no tensor work.</summary>
    PassRequest Plan(IModelCard model);

    /// <summary>The map, raw: signed, neither resized nor normalised.</summary>
    /// <returns>[B,1,h,w], finite.</returns>
    Tensor Attribute(IPass pass);
}
