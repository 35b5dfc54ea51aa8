/** Lists and forms over the demo database; the server's address and a token come from the page's address. */
import postgrestRestProvider, { defaultPrimaryKeys, defaultSchema } from '@raphiniert/ra-data-postgrest';
import {
  Admin,
  Datagrid,
  Edit,
  fetchUtils,
  List,
  NumberField,
  ReferenceField,
  Resource,
  SelectInput,
  SimpleForm,
  TextField,
  TextInput,
} from 'react-admin';
import { createRoot } from 'react-dom/client';

const parameters = new URLSearchParams(location.search);

const dataProvider = postgrestRestProvider({
  apiUrl: parameters.get('api') ?? 'http://localhost:3000',
  httpClient: (url, options = {}) => {
    const headers = new Headers(options.headers);
    headers.set('Authorization', `Bearer ${parameters.get('token')}`);
    return fetchUtils.fetchJson(url, { ...options, headers });
  },
  defaultListOp: 'eq',
  primaryKeys: defaultPrimaryKeys,
  schema: defaultSchema,
});

const kinds = ['star', 'planet', 'dwarf planet', 'moon', 'asteroid', 'comet'].map((kind) => ({ id: kind, name: kind }));

const bodyFilters = [
  <TextInput key="name" source="name@ilike" label="Name" alwaysOn />,
  <SelectInput key="kind" source="kind" choices={kinds} alwaysOn />,
];

function BodyList() {
  return (
    <List filters={bodyFilters} sort={{ field: 'mean_radius_km', order: 'DESC' }} perPage={10} exporter={false}>
      <Datagrid bulkActionButtons={false}>
        <TextField source="name" />
        <TextField source="kind" />
        <ReferenceField source="orbits_id" reference="bodies" label="Orbits" link={false}>
          <TextField source="name" />
        </ReferenceField>
        <NumberField source="mean_radius_km" label="Mean radius (km)" />
        <TextField source="discovered_in" label="Discovered" />
      </Datagrid>
    </List>
  );
}

function FactList() {
  return (
    <List sort={{ field: 'id', order: 'ASC' }} exporter={false}>
      <Datagrid bulkActionButtons={false}>
        <ReferenceField source="body_id" reference="bodies" link={false}>
          <TextField source="name" />
        </ReferenceField>
        <TextField source="text" />
        <TextField source="author" />
      </Datagrid>
    </List>
  );
}

function FactEdit() {
  return (
    <Edit mutationMode="pessimistic">
      <SimpleForm>
        <TextInput source="text" fullWidth />
      </SimpleForm>
    </Edit>
  );
}

createRoot(document.querySelector('#root') as HTMLElement).render(
  <Admin dataProvider={dataProvider} title="Solar system" disableTelemetry>
    <Resource name="bodies" list={BodyList} />
    <Resource name="facts" list={FactList} edit={FactEdit} />
  </Admin>,
);
