namespace Workbench.Engine.Plugins;

/// <summary>An assembly that cannot be used as a plugin. The message has the reason and the remedy.</summary>

internal sealed class BadPluginException(string message) : Exception(message);
