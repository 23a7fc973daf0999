// Without a base element a page of two segments would look for its circuit below itself.
Blazor.start({ circuit: { configureSignalR: builder => builder.withUrl('/_blazor') } });
