namespace Workbench.Engine;

/// <summary>Finds what a mistyped name probably meant.</summary>
public static class NearestName
{
    // A longer text is no name that was mistyped, and its distance would take long.
    private const int Longest = 100;
    private const int MostNames = 100;   // in a message

    /// <summary>"; did you mean 'x'?" where a name is near, else "; known: a, b, c".</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="known">The valid names.</param>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var (names, far) = (known.ToList(), Math.Max(2, name.Length / 3));
        // Names whose lengths differ by more are further apart than that.
        var best = name.Length > Longest ? default : names.Where(candidate => Math.Abs(candidate.Length - name.Length) <= far).Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal).FirstOrDefault();
        if (best.candidate is not null && best.distance <= far) return $"; did you mean '{best.candidate}'?";
        return names.Count == 0 ? "." : $"; known: {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? $" and {names.Count - MostNames} more" : "")}.";
    }

    // Edit distance with neighbours swapped counted once (optimal string alignment).
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
