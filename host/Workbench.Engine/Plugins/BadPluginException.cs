namespace Workbench.Engine.Plugins;

/// <summary>An assembly that cannot serve as a plugin. The message says why and what to do.</summary>
internal sealed class BadPluginException(string message) : Exception(message);
