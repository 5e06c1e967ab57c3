namespace Workbench.Engine.Plugins;

/// <summary>A method or metric as a user asks for it: <c>id</c>, <c>id@layer</c> or <c>id@layer{option=value,option=value}</c>.</summary>
/// <param name="Id">The plugin's id.</param>
/// <param name="Layer">The layer after <c>@</c>, or null.</param>
/// <param name="Options">Options as written, by name, in the order written.</param>
public sealed record PluginCall(string Id, string? Layer, IReadOnlyList<KeyValuePair<string, string>> Options)
{
    /// <summary>A call without layer or options.</summary>
    public PluginCall(string id) : this(id, null, []) { }

    /// <summary>The call as it is written in specs and on the command line.</summary>
    public override string ToString() =>
        Id + (Layer is null ? "" : $"@{Layer}") + (Options.Count == 0 ? "" : $"{{{string.Join(',', Options.Select(o => $"{o.Key}={o.Value}"))}}}");

    /// <summary>Reads <c>id@layer{option=value,…}</c>.</summary>
    /// <exception cref="FormatException">The text has another form; the message says where it goes wrong.</exception>
    public static PluginCall Parse(string text)
    {
        var (head, options) = (text.Trim(), new List<KeyValuePair<string, string>>());
        var brace = head.IndexOf('{');
        if (brace >= 0)
        {
            if (!head.EndsWith('}')) throw new FormatException($"'{text}' opens '{{' at character {brace + 1} and does not end with '}}'.");
            foreach (var part in head[(brace + 1)..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = part.IndexOf('=');
                if (equals < 1 || equals == part.Length - 1) throw new FormatException($"'{part}' in '{text}' is no 'option=value'.");
                options.Add(new(part[..equals].Trim(), part[(equals + 1)..].Trim()));
            }
            head = head[..brace].TrimEnd();
        }
        var at = head.IndexOf('@');
        var (id, layer) = at < 0 ? (head, null) : (head[..at].Trim(), head[(at + 1)..].Trim());
        if (id.Length == 0 || layer is "") throw new FormatException($"'{text}' is no 'id', 'id@layer' or 'id@layer{{option=value}}'.");
        return new PluginCall(id, layer, options);
    }
}
