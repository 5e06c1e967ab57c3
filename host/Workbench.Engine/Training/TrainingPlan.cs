namespace Workbench.Engine.Training;

/// <summary>A training run: a set of scenes and what is learned from it, stage by stage.</summary>
/// <param name="Seed">Seed of the weights, of the dropout, of the order and of the scenes.</param>
/// <param name="Split">Split of the scenes.</param>
/// <param name="Scenes">Scenes in the set.</param>
/// <param name="Stages">What is done in which order.</param>
public sealed record TrainingPlan(ulong Seed, string Split, int Scenes, IReadOnlyList<TrainingStage> Stages)
{
    /// <summary>
    /// The recipe of the weights in the repository. Windows are a quarter of a scene: they teach the convolutions at the scenes' own scale for a quarter of
    /// the work. Then the first two blocks are frozen, what they make of each scene is kept, and the rest learns from whole scenes.
    /// </summary>
    /// <param name="seed">Seed of everything.</param>
    /// <param name="scale">Shortens or lengthens the set of scenes, and with it every stage.</param>
    public static TrainingPlan Default(ulong seed, double scale = 1) => new(seed, "train", (int)(8000 * scale),
    [
        new TrainingStage("windows", Rounds: 5, Batch: 32, Peak: 4e-3, Whole: false, Tied: true),
        new TrainingStage("scenes", Rounds: 4, Batch: 32, Peak: 3e-3, Whole: true, Tied: true),
        new TrainingStage("untied", Rounds: 2, Batch: 32, Peak: 1e-3, Whole: true, Tied: false),
    ]);
}

/// <summary>One stage: rounds over the set under one learning-rate cycle.</summary>
/// <param name="Name">Shown in the log.</param>
/// <param name="Rounds">How often each scene is used.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Peak">Highest learning rate, reached after a tenth of the stage; it falls along a cosine to a fiftieth.</param>
/// <param name="Whole">Whether to learn from whole scenes, with the first two blocks frozen, instead of from windows.</param>
/// <param name="Tied">Whether the first fully connected layer weighs all positions alike.</param>
public sealed record TrainingStage(string Name, int Rounds, int Batch, double Peak, bool Whole, bool Tied)
{
    /// <summary>The learning rate at a share of the stage, 0 … 1.</summary>
    public double Rate(double share) => share < 0.1
        ? Peak * (0.02 + 0.98 * share / 0.1)
        : Peak * (0.02 + 0.98 * (1 + Math.Cos(Math.PI * Math.Min(1, (share - 0.1) / 0.9))) / 2);
}
