namespace Workbench.Results;

/// <summary>How well scores rank the images that show a class above the others.</summary>
public static class AveragePrecision
{
    /// <summary>
    /// Average precision: the mean, over the positives, of the precision at the positive's rank; 0 … 1, NaN without positives.
    /// </summary>
    /// <param name="scores">One score per image.</param>
    /// <param name="present">Whether each image shows the class.</param>
    public static double Compute<T>(IReadOnlyList<T> scores, IReadOnlyList<bool> present)
    {
        double sum = 0;
        int found = 0, rank = 0;
        foreach (var image in Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]))
        {
            rank++;
            if (present[image]) sum += (double)++found / rank;
        }
        return sum / found;
    }
}
