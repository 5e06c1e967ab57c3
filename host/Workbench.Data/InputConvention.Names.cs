using System.Text.RegularExpressions;

namespace Workbench.Data;

// The fault of a wrong name, and the nearest right one.
public sealed partial class InputConvention
{
    private const string WithNumbers = $"with numbers it is {RecipeForm}, such as imagenet-232-224.";

    /// <summary>Why no convention has a name, as a sentence; null if one has.</summary>
    /// <param name="name">The name as written.</param>
    public static string? FindProblem(string name)
    {
        if (Names.Contains(name)) return null;
        if (ReadRecipe(name) is not { } recipe)
            return $"Unknown input convention '{name}'"
                + (LooksLikeRecipe().IsMatch(name) ? $"; {WithNumbers}"
                    : (NearestRecipe(name) ?? NearestName.Find(name, Names)) is { } best ? $"; did you mean '{best}'?"
                    : $"; known: {string.Join(", ", Names)}; {WithNumbers}");
        return Math.Max(recipe.Shorter ?? 0, recipe.Side) > LargestSide
            ? $"The input convention '{name}' has a side of more than {LargestSide} pixels."
            : recipe.Side > recipe.Shorter
                ? $"The input convention '{name}' crops {recipe.Side} pixels from a side of {recipe.Shorter}."
                : null;
    }

    // The nearest form of recipes, with the numbers that the name has.
    private static string? NearestRecipe(string name)
    {
        var numbers = new Queue<string>(Digits().Matches(name).Select(match => match.Value));
        var forms =
            from scale in s_scalings.Keys
            from form in (string[])["square-#", "#-#"]
            from filter in (string[])["", "-bicubic"]
            where form.Count(letter => letter == '#') == numbers.Count
            select $"{scale}-{form}{filter}";
        return NearestName.Find(Digits().Replace(name, "#"), forms) is { } nearest
            && string.Concat(nearest.Select(letter => letter == '#' ? numbers.Dequeue() : $"{letter}")) is var whole
            && FindProblem(whole) is null
            ? whole
            : null;
    }

    [GeneratedRegex("^(imagenet|half|unit|caffe)-?(square-)?[0-9]", RegexOptions.ExplicitCapture)]
    private static partial Regex LooksLikeRecipe();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
