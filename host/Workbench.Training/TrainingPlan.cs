namespace Workbench.Training;

/// <summary>A training run: windows of a set of scenes, under one learning-rate cycle.</summary>
/// <param name="Seed">Seed of the weights, of the dropout, of the order and of the scenes.</param>
/// <param name="Split">Split of the scenes.</param>
/// <param name="Scenes">Scenes in the set.</param>
/// <param name="Rounds">Windows cut from each scene.</param>
/// <param name="Batch">Windows per step.</param>
/// <param name="Peak">Highest learning rate, reached after a tenth of the run; it falls along a cosine to a fiftieth.</param>
public sealed record TrainingPlan(ulong Seed, string Split, int Scenes, int Rounds, int Batch, double Peak)
{
    /// <summary>
    /// The recipe of the weights in the repository. Windows are a quarter of a scene: they teach the convolutions at the scenes' own scale for a quarter of
    /// the work, and the head, which weighs all positions alike, serves whole scenes as it is.
    /// </summary>
    /// <param name="seed">Seed of everything.</param>
    /// <param name="scale">Shortens or lengthens the set of scenes.</param>
    public static TrainingPlan Default(ulong seed, double scale = 1) => new(seed, "train", (int)(6000 * scale), Rounds: 7, Batch: 32, Peak: 4e-3);

    /// <summary>Windows that the run shows.</summary>
    public int Windows => Rounds * Scenes;

    /// <summary>The learning rate at a share of the run, 0 … 1.</summary>
    public double Rate(double share) => share < 0.1
        ? Peak * (0.02 + 0.98 * share / 0.1)
        : Peak * (0.02 + 0.98 * (1 + Math.Cos(Math.PI * Math.Min(1, (share - 0.1) / 0.9))) / 2);
}
