namespace Workbench.Engine.Plugins;

/// <summary>
/// A user's call of a method or metric: <c>id</c>, <c>id@layer</c> or <c>id@layer{option=value,option=value}</c>. A method may be followed
/// by post steps on its raw map: <c> | step | step{option=value}</c>.
/// </summary>
/// <param name="Id">The plugin's id.</param>
/// <param name="Layer">The layer after <c>@</c>, or null.</param>
/// <param name="Options">Options as written, by name, in the order written.</param>
public sealed record PluginCall(string Id, string? Layer, IReadOnlyList<KeyValuePair<string, string>> Options)
{
    /// <summary>Most characters of a call. Messages repeat the call, and real calls have about a hundred characters.</summary>
    public const int LongestText = 10_000;

    private const int MaxShownLength = 200;   // characters of a call in a message

    /// <summary>A call without layer or options.</summary>
    public PluginCall(string id) : this(id, null, []) { }

    /// <summary>Post steps on the raw map, in order, without layers or steps of their own.</summary>
    public IReadOnlyList<PluginCall> Post { get; init; } = [];

    /// <summary>The call as written in specs and on the command line.</summary>
    public override string ToString() =>
        Id
        + (Layer is null ? "" : $"@{Layer}")
        + (Options.Count == 0 ? "" : $"{{{string.Join(',', Options.Select(o => $"{o.Key}={o.Value}"))}}}")
        + string.Concat(Post.Select(step => $" | {step}"));

    /// <summary>The call for messages. A long one is cut.</summary>
    public string Brief => Shorten(ToString());

    /// <summary>Reads <c>id@layer{option=value,…} | step{option=value} | …</c>.</summary>
    /// <exception cref="FormatException">The text is not a call. The message has the place.</exception>
    public static PluginCall Parse(string text)
    {
        var parts = SplitSteps(text);
        return ParseOne(parts[0], text) with { Post = [.. parts.Skip(1).Select(part => Step(part, text))] };
    }

    /// <summary>Reads steps alone: <c>step | step{option=value}</c>.</summary>
    /// <exception cref="FormatException">The text is not a list of steps. The message has the place.</exception>
    public static IReadOnlyList<PluginCall> ParseSteps(string text) => [.. SplitSteps(text).Select(part => Step(part, text))];

    private static PluginCall Step(string part, string text)
    {
        if (part.Trim().Length == 0) throw new FormatException($"'{Shorten(text.Trim())}' has a '|' without a step.");
        return ParseOne(part, part.Trim()) is { Layer: null } step
            ? step
            : throw new FormatException($"'{Shorten(part.Trim())}' is not a post step: steps take no layer.");
    }

    // Splits at each '|' outside braces.
    private static List<string> SplitSteps(string text)
    {
        if (text.Length > LongestText)
            throw new FormatException(
                $"'{Shorten(text)}' has {text.Length} characters; a method or metric with its options has at most {LongestText}.");
        var (parts, start, depth) = (new List<string>(), 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '{' or '}') depth += text[i] == '{' ? 1 : -1;
            if (text[i] != '|' || depth > 0) continue;
            parts.Add(text[start..i]);
            start = i + 1;
        }
        return [.. parts, text[start..]];
    }

    private static string Shorten(string text) => text.Length <= MaxShownLength ? text : $"{text[..MaxShownLength]}…";

    private static PluginCall ParseOne(string part, string whole)
    {
        var text = Shorten(whole);
        var (head, options) = (part.Trim(), new List<KeyValuePair<string, string>>());
        var brace = head.IndexOf('{');
        if (brace >= 0)
        {
            if (!head.EndsWith('}')) throw new FormatException($"'{text}' opens '{{' at character {brace + 1} and does not end with '}}'.");
            foreach (var option in head[(brace + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = option.IndexOf('=');
                if (equals < 1 || equals == option.Length - 1)
                    throw new FormatException($"'{Shorten(option)}' in '{text}' is not of the form 'option=value'.");
                options.Add(new(option[..equals].Trim(), option[(equals + 1)..].Trim()));
            }
            head = head[..brace].TrimEnd();
        }
        var at = head.IndexOf('@');
        var (id, layer) = at < 0 ? (head, null) : (head[..at].Trim(), head[(at + 1)..].Trim());
        if (id.Length == 0 || layer is "")
            throw new FormatException($"'{text}' is not of the form 'id', 'id@layer' or 'id@layer{{option=value}}'.");
        return new PluginCall(id, layer, options);
    }
}
