using System.Runtime.CompilerServices;

namespace Workbench.Results;

/// <summary>Finds the n-th smallest number without a full sort: a table takes percentiles of thousands of sets of draws.</summary>
internal static class OrderStatistics
{
    /// <summary>
    /// Hoare's selection: moves the number of rank <paramref name="place"/> to that index, smaller or equal ones before it, greater or
    /// equal ones after it.
    /// </summary>
    /// <param name="numbers">The numbers, without NaN; they are reordered in place.</param>
    /// <param name="place">Rank of the number, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // most tables end before tiered compilation would optimise it
    public static void Select(double[] numbers, int place)
    {
        var (low, high) = (0, numbers.Length - 1);
        while (low < high)
        {
            var pivot = Median(numbers[low], numbers[low + (high - low) / 2], numbers[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (numbers[left] < pivot) left++;
                while (numbers[right] > pivot) right--;
                if (left > right) break;
                (numbers[left], numbers[right]) = (numbers[right], numbers[left]);
                left++;
                right--;
            }
            if (place <= right) high = right;
            else if (place >= left) low = left;
            else return;
        }
    }

    /// <summary>The smallest number.</summary>
    public static double Minimum(ReadOnlySpan<double> numbers)
    {
        var least = numbers[0];
        foreach (var number in numbers)
            if (number < least) least = number;
        return least;
    }

    private static double Median(double one, double two, double three) =>
        Math.Max(Math.Min(one, two), Math.Min(Math.Max(one, two), three));
}
