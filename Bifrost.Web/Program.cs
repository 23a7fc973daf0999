using Bifrost.Web.Commands;

return await BifrostCommandLine.RunAsync(args);
