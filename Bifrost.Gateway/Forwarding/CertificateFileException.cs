namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's <c>ca_file</c> cannot be used. Its message is meant to be shown to operators.</summary>
public sealed class CertificateFileException(string message) : IOException(message);
