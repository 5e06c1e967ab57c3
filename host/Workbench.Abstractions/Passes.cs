using static TorchSharp.torch;

namespace Workbench;

/// <summary>The tensors of a layer that a method reads in a pass.</summary>
[Flags]
public enum Tap
{
    /// <summary>The layer's output.</summary>
    Activation = 1,
    /// <summary>The backward signal at the layer's output: ∂f/∂output, or the signal that the rule computes instead.</summary>
    Gradient = 2,
    /// <summary>Both.</summary>
    Both = Activation | Gradient,
}

/// <summary>The tensors that a method reads from the shared passes. Pure data: no tensors, no hooks, no delegates.</summary>
public sealed record PassRequest
{
    /// <summary>The layers that the method reads, and which of their tensors.</summary>
    public IReadOnlyDictionary<LayerRef, Tap> Taps { get; init; } = new Dictionary<LayerRef, Tap>();

    /// <summary>The backward rule; null for the gradient. Methods with equal rules share one sweep.</summary>
    public BackwardRule? Rule { get; init; }

    /// <summary>Whether the method reads the signal at the model's input.</summary>
    public bool InputGradient { get; init; }

    /// <summary>
    /// Number of other inputs per image that the method evaluates through <see cref="IPass.Ask"/>; 0 for none. The plan counts their cost.
    /// </summary>
    public int Questions { get; init; }

    /// <summary>Creates a request that reads one layer.</summary>
    public static PassRequest Create(LayerRef layer, Tap tap) => Create([layer], tap);

    /// <summary>Creates a request that reads one layer to make a map of it.</summary>
    /// <exception cref="UnsupportedModelException">The layer has no positions: <see cref="LayerInfo.HasPositions"/>.</exception>
    /// <exception cref="UnknownLayerException">The model has no such layer.</exception>
    public static PassRequest ForMap(IArchitecture model, LayerRef layer, Tap tap) => model[layer] is { HasPositions: false } flat
        ? throw new UnsupportedModelException($"{flat} has no rows and columns of the image; 'last' is the last layer with several")
        : Create(layer, tap);

    /// <summary>Creates a request that reads the same tensors of several layers.</summary>
    public static PassRequest Create(IEnumerable<LayerRef> layers, Tap tap) =>
        new() { Taps = layers.Distinct().ToDictionary(layer => layer, _ => tap) };
}

/// <summary>
/// A rule that replaces the vector–Jacobian product at the layers that it applies to. Derived records hold their parameters as
/// properties: records compare by value, so methods with equal rules share one sweep. A rule keeps no tensors.
/// </summary>
public abstract record BackwardRule
{
    /// <summary>Returns the signal at the logits, [B,classes].</summary>
    /// <param name="logits">[B,classes].</param>
    /// <param name="oneHot">[B,classes], 1 at each row's target.</param>
    public virtual Tensor Start(Tensor logits, Tensor oneHot) => oneHot;

    /// <summary>Whether the rule replaces the vector–Jacobian product at a layer.</summary>
    public abstract bool AppliesTo(LayerInfo layer);

    /// <summary>Propagates the signal from a layer's output to its input.</summary>
    /// <param name="step">The layer with its input and output.</param>
    /// <param name="upstream">Shaped as the step's output.</param>
    /// <returns>Shaped as the step's input.</returns>
    public abstract Tensor Propagate(ILayerStep step, Tensor upstream);

    /// <summary>
    /// Propagates the signal from a layer's output to each of its inputs. The host adds up the signals of all layers that read a value.
    /// A rule that applies to layers of several inputs overrides this; the default serves layers of one input by <see cref="Propagate"/>.
    /// </summary>
    /// <param name="step">The layer with its inputs and output.</param>
    /// <param name="upstream">Shaped as the step's output.</param>
    /// <returns>One signal per input, each shaped as that input.</returns>
    /// <exception cref="NotSupportedException">The layer has several inputs, and the rule does not override this.</exception>
    public virtual IReadOnlyList<Tensor> PropagateToInputs(ILayerStep step, Tensor upstream) =>
        step.Layer.Inputs.Count == 1
            ? [Propagate(step, upstream)]
            : throw new NotSupportedException($"The rule gives one signal, but {step.Layer} has {step.Layer.Inputs.Count} inputs.");
}

/// <summary>
/// The results of the shared passes for a method: one row per (image, target) pair. All tensors belong to the host; a method disposes
/// none of them.
/// </summary>
public interface IPass
{
    /// <summary>The model's layers.</summary>
    IArchitecture Model { get; }

    /// <summary>The normalised input of the model, [B,3,H,W].</summary>
    Tensor Input { get; }

    /// <summary>The model's output before softmax, [B,classes].</summary>
    Tensor Logits { get; }

    /// <summary>The target class of each row.</summary>
    IReadOnlyList<int> Targets { get; }

    /// <summary>The distinct images of the rows, [I,3,H,W]. Rows of one image that differ in their target share one entry.</summary>
    Tensor Images { get; }

    /// <summary>The image of each row, as an index into <see cref="Images"/>, and its target class.</summary>
    IReadOnlyList<(int Image, int Target)> Rows { get; }

    /// <summary>
    /// The model as a function, for methods that evaluate other inputs. It is in the state of this pass, and the host splits the inputs
    /// into batches.
    /// </summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> has no <see cref="PassRequest.Questions"/>.</exception>
    IModelQuestions Ask { get; }

    /// <summary>The output of a layer, [B,C,h,w].</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> does not request it.</exception>
    Tensor Activation(LayerRef layer);

    /// <summary>The backward signal at the output of a layer, shaped as its activation.</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> does not request it.</exception>
    Tensor Gradient(LayerRef layer);

    /// <summary>The backward signal at the input, [B,3,H,W].</summary>
    /// <exception cref="NotPlannedException">The method's <see cref="PassRequest"/> does not request it.</exception>
    Tensor InputGradient { get; }

    /// <summary>The bias of a layer, [C], or null.</summary>
    Tensor? Bias(LayerRef layer);

    /// <summary>
    /// A random generator for one row, seeded by the run's seed, the method, the image and the target. Its draws do not depend on the rest
    /// of the batch.
    /// </summary>
    /// <param name="row">Index of the row in the batch.</param>
    Generator Rng(int row);

    /// <summary>A random generator for one image, the same for all its targets: the maps of two classes differ by the class only.</summary>
    /// <param name="image">Index into <see cref="Images"/>.</param>
    Generator ImageRng(int image);
}

/// <summary>
/// The model as a function of any input, for methods that evaluate many: integrated gradients, SmoothGrad, occlusion. The host splits the
/// inputs into batches. An input with several targets runs forward once.
/// </summary>
public interface IModelQuestions
{
    /// <summary>The logits of the inputs, [N,classes].</summary>
    /// <param name="inputs">[N,3,H,W], normalised like the model's input.</param>
    Tensor Logits(Tensor inputs);

    /// <summary>The signal at the inputs, [R,3,H,W]: ∂f/∂x for each row's target at its input, or the result of the rule.</summary>
    /// <param name="inputs">[N,3,H,W], normalised like the model's input.</param>
    /// <param name="rows">Index of an input and target class, R of them, in the order of the inputs.</param>
    /// <param name="rule">The backward rule; null for the gradient.</param>
    Tensor InputGradients(Tensor inputs, IReadOnlyList<(int Input, int Target)> rows, BackwardRule? rule = null);
}

/// <summary>A method read something that its plan does not request.</summary>
public sealed class NotPlannedException(string message) : InvalidOperationException(message);

/// <summary>
/// A saliency method. The host constructs it once for each set of options, with its options record or without arguments. The class
/// carries an <see cref="AttributionAttribute"/>.
/// </summary>
public interface IAttributionMethod
{
    /// <summary>Returns what the method reads. Called once, before any pass; creates no tensors.</summary>
    PassRequest Plan(IArchitecture model);

    /// <summary>Returns the raw map: signed, neither resized nor normalised.</summary>
    /// <returns>[B,1,h,w], finite.</returns>
    Tensor Attribute(IPass pass);
}
