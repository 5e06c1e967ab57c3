using System.Runtime.CompilerServices;

namespace Workbench.Results;

/// <summary>The n-th smallest of some numbers, without sorting the rest: a table takes the percentiles of some thousand sets of draws.</summary>
internal static class OrderStatistics
{
    /// <summary>Puts the number of a place in the sorted order at that place, none greater before it and none smaller after it (Hoare's selection).</summary>
    /// <param name="numbers">The numbers, none of them NaN; they change places.</param>
    /// <param name="place">From 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]   // most tables end before it would be found to be called often
    public static void Select(double[] numbers, int place)
    {
        var (low, high) = (0, numbers.Length - 1);
        while (low < high)
        {
            var pivot = MiddleOf(numbers[low], numbers[low + (high - low) / 2], numbers[high]);
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

    /// <summary>The smallest.</summary>
    public static double Least(ReadOnlySpan<double> numbers)
    {
        var least = numbers[0];
        foreach (var number in numbers)
            if (number < least) least = number;
        return least;
    }

    private static double MiddleOf(double one, double two, double three) =>
        Math.Max(Math.Min(one, two), Math.Min(Math.Max(one, two), three));
}
