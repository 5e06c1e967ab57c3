using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>A training run: its stages, in order.</summary>
/// <param name="Seed">Seed of the weights and of the images.</param>
/// <param name="Decay">Weight decay of AdamW, on weights only.</param>
/// <param name="Noise">Noise on the first fully connected layer's weights; see <see cref="TrainableVgg.Untie"/>.</param>
/// <param name="Stages">The stages, in order.</param>
public sealed record TrainingPlan(ulong Seed, double Decay, double Noise, IReadOnlyList<TrainingStage> Stages)
{
    /// <summary>Weight decay of the repository's weights.</summary>
    public const double DefaultDecay = 0.02;

    /// <summary>Noise of the repository's weights.</summary>
    public const double DefaultNoise = 0.7;

    /// <summary>
    /// The recipe of the repository's weights. Small images of one object teach the convolutions paints, then kinds, then both, at a
    /// twelfth of a scene's cost. Whole scenes then teach the network to find several classes at once, with an untied first fully connected
    /// layer. Blocks 1 and 2 are frozen in that stage, which halves its time.
    /// </summary>
    /// <param name="seed">Seed of weights and images.</param>
    /// <param name="scale">Factor on the length of each stage.</param>
    /// <param name="decay">Weight decay.</param>
    public static TrainingPlan Default(ulong seed, double scale = 1, double decay = DefaultDecay) =>
        new TrainingPlan(seed, decay, DefaultNoise,
        [
            Objects("train-plain", 16_000, 64, Composition.Plain, ImageLoss.Softmax, 2e-3),
            Objects("train-paints", 64_000, 64, Composition.Single, ImageLoss.Softmax, 3e-3),
            Objects("train-kinds", 24_000, 64, Composition.Single, ImageLoss.Kinds, 3e-3),
            Objects("train-small", 16_000, 64, Composition.Single, ImageLoss.Softmax, 2e-3),
            Objects("train-large", 40_000, 112, Composition.Single, ImageLoss.Softmax, 1.5e-3),
            Scenes("train", 90_000, frozen: 4),
        ]).ScaleImages(scale);

    /// <summary>
    /// A recipe for a new last block and classifier on trained, frozen blocks 1 to 4, for subjects that differ in nothing else.
    /// </summary>
    /// <param name="seed">Seed of weights and images.</param>
    /// <param name="scale">Factor on the length of each stage.</param>
    /// <param name="decay">Weight decay.</param>
    public static TrainingPlan LastBlock(ulong seed, double scale = 1, double decay = DefaultDecay) =>
        new TrainingPlan(seed, decay, DefaultNoise,
        [
            Objects("last-large", 10_000, 112, Composition.Single, ImageLoss.Softmax, 2e-3) with { Frozen = VggShape.BeforeLastBlock },
            Scenes("last", 20_000, VggShape.BeforeLastBlock),
        ]).ScaleImages(scale);

    /// <summary>
    /// The recipe of the repository's networks other than VGG. They end in an average over all positions, so images of every size train
    /// the same weights, and nothing is untied or frozen. A ReLU behind the classes is left out until the scenes.
    /// </summary>
    /// <param name="seed">Seed of weights and images.</param>
    /// <param name="scale">Factor on the length of each stage.</param>
    /// <param name="decay">Weight decay.</param>
    public static TrainingPlan Graph(ulong seed, double scale = 1, double decay = DefaultDecay) =>
        new TrainingPlan(seed, decay, Noise: 0,
        [
            Objects("train-plain", 12_000, 64, Composition.Plain, ImageLoss.Softmax, 2e-3),
            Objects("train-paints", 36_000, 64, Composition.Single, ImageLoss.Softmax, 3e-3),
            Objects("train-kinds", 18_000, 64, Composition.Single, ImageLoss.Kinds, 3e-3),
            Objects("train-large", 30_000, 112, Composition.Single, ImageLoss.Softmax, 2e-3),
            Scenes("train", 45_000, frozen: 0),
        ]).ScaleImages(scale);

    private TrainingPlan ScaleImages(double scale) =>
        this with { Stages = [.. Stages.Select(stage => stage.ScaleImages(scale))] };

    private static TrainingStage Objects(string split, int images, int side, Composition composition, ImageLoss loss, double peak) =>
        new(split, images, side, composition, Tied: true, loss, Batch: 16, peak, Linear: true);

    private static TrainingStage Scenes(string split, int images, int frozen) =>
        new(split, images, SceneRenderer.Size, Composition.Scene, Tied: false, ImageLoss.Sigmoid, Batch: 16, Peak: 2e-3, frozen);
}

/// <summary>A part of a training run with one learning-rate cycle. Images do not repeat.</summary>
/// <param name="Split">Split of the images.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Side">Their width and height in pixels.</param>
/// <param name="Composition">The content of each image.</param>
/// <param name="Tied">Whether the first fully connected layer has the same weights for all positions.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Peak">Highest learning rate, reached after a tenth of the stage; it falls along a cosine to a fiftieth.</param>
/// <param name="Frozen">Number of leading convolutions that are frozen.</param>
/// <param name="Linear">
/// Whether to leave out a ReLU behind the classes, as SqueezeNet has. A class that is zero everywhere has no gradient, and is not learned.
/// </param>
public sealed record TrainingStage(
    string Split, int Images, int Side, Composition Composition, bool Tied, ImageLoss Loss, int Batch, double Peak, int Frozen = 0,
    bool Linear = false)
{
    /// <summary>The learning rate after a number of images.</summary>
    /// <param name="seen">Images seen, 0 … <see cref="Images"/>.</param>
    public double Rate(int seen)
    {
        var share = (double)seen / Images;
        return share < 0.1
            ? Peak * (0.02 + 0.98 * share / 0.1)
            : Peak * (0.02 + 0.98 * (1 + Math.Cos(Math.PI * Math.Min(1, (share - 0.1) / 0.9))) / 2);
    }

    /// <summary>The stage with a scaled number of images.</summary>
    /// <param name="scale">Factor on the number of images; at least one remains.</param>
    public TrainingStage ScaleImages(double scale) => this with { Images = Math.Max(1, (int)(Images * scale)) };
}
