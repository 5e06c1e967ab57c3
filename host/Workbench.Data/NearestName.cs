namespace Workbench.Data;

/// <summary>Finds the name that a mistyped one probably meant.</summary>
public static class NearestName
{
    // A longer text is not a mistyped name, and its distance would take long to compute.
    private const int Longest = 100;
    private const int MostListed = 100;

    /// <summary>"; did you mean 'x'?" if a similar name exists, else "; known: a, b, c.".</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="known">The valid names.</param>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        if (Find(name, names) is { } best) return $"; did you mean '{best}'?";
        if (names.Count == 0) return ".";
        var more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
        return $"; known: {string.Join(", ", names.Take(MostListed))}{more}.";
    }

    /// <summary>The most similar name, or null.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="known">The valid names.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        if (name.Length > Longest) return null;
        var far = name.Length < 5 ? 1 : Math.Max(2, name.Length / 3);   // in a short name, two edits make another word
        // The difference in length is a lower bound of the distance.
        var best = known.Where(candidate => Math.Abs(candidate.Length - name.Length) <= far)
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= far ? best.Name : null;
    }

    // Optimal string alignment distance: edit distance in which swapped neighbours count once.
    internal static int Distance(string a, string b)
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
